# Copyright 2026 The fer_ros authors
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

"""`fer_ros run` from the arguments to the files."""

import csv
import json
from pathlib import Path

import cv2
from fer_ros.cli.main import build_parser, main
from fer_ros.cli.settings_options import settings_from
from fer_ros.outputs.parquet import has_parquet
from fer_ros.values.faces import Box
from fer_ros.values.labels import LABELS
from fer_ros.values.settings import DEFAULT_MODEL
import numpy as np
import pytest

pytestmark = pytest.mark.skipif(not hasattr(cv2, 'CascadeClassifier'),
                                reason='OpenCV 5 has no detector that needs no download')

# Collins's face from brow to chin
FACE = Box(180, 65, 90, 108)


def run(capsys: pytest.CaptureFixture, *arguments: str) -> tuple[int, str, str]:
    """Return the exit code, the output and the errors of `fer_ros run`."""
    # In the scaled copy the cascade takes her suit for a face as well.
    code = main(['run', '--detector', 'haar', '--detection-width', '0', *arguments])
    return code, *capsys.readouterr()


def test_a_folder(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture):
    out = tmp_path / 'new' / 'results'
    code, stdout, _ = run(capsys, str(folder), '--out', str(out))
    assert code == 0
    assert 'collins.jpg: happy' in stdout
    assert 'nothing.png: no face' in stdout
    assert f'2 frames, 1 faces, results in {out}' in stdout
    assert sorted(str(path.relative_to(out)) for path in out.rglob('*')) == [
        '.fer_ros_results', 'annotated', 'annotated/collins.jpg', 'annotated/nothing.png',
        'emotions.csv', 'emotions.jsonl', *(['emotions.parquet'] if has_parquet() else [])]

    first, second = map(json.loads, (out / 'emotions.jsonl').read_text().splitlines())
    assert (first['frame_id'], first['stamp']) == ('collins.jpg', 0.0)
    assert (first['image_width'], first['image_height']) == (512, 512)
    assert (first['detector'], first['model']) == ('haar', DEFAULT_MODEL)
    assert first['labels'] == list(LABELS)
    assert 0 < first['processing_time'] < 60
    face, = first['emotions']
    assert face['label'] == 'happy'
    assert face['confidence'] == max(face['probabilities']) > 0.5
    assert 0 < face['quality'] <= 1
    assert sum(face['probabilities']) == pytest.approx(1, abs=1e-4)
    assert Box(*face['roi'].values()).iou(FACE) > 0.5
    assert (second['frame_id'], second['stamp']) == ('nothing.png', 1.0)
    assert second['emotions'] == []

    with open(out / 'emotions.csv', newline='') as file:
        row, = csv.DictReader(file)
    assert (row['bag'], row['time_s'], row['label']) == ('collins.jpg', '', 'happy')
    assert float(row['happy']) == face['confidence']


def test_the_annotated_photos(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture,
                              portrait: np.ndarray):
    code, _, _ = run(capsys, str(folder), '--out', str(tmp_path / 'out'))
    assert code == 0
    drawn = cv2.imread(str(tmp_path / 'out' / 'annotated' / 'collins.jpg'))
    difference = np.abs(drawn.astype(int) - portrait).max(axis=2)
    assert (difference[60:180, 160:290] > 60).mean() > 0.02
    untouched = cv2.imread(str(tmp_path / 'out' / 'annotated' / 'nothing.png'))
    assert (untouched == 90).all()


def test_without_out_nothing_is_written(folder: Path, tmp_path: Path,
                                        monkeypatch: pytest.MonkeyPatch,
                                        capsys: pytest.CaptureFixture):
    empty = tmp_path / 'empty'
    empty.mkdir()
    monkeypatch.chdir(empty)
    code, stdout, _ = run(capsys, str(folder / 'collins.jpg'))
    assert code == 0
    assert 'collins.jpg: happy' in stdout
    assert list(empty.iterdir()) == []


@pytest.mark.parametrize('limit, frames', [([], 6), (['--max-frames', '4'], 4),
                                           (['--max-frames', '100'], 6)])
def test_a_video(tmp_path: Path, portrait: np.ndarray, capsys: pytest.CaptureFixture,
                 write_film, limit: list[str], frames: int):
    path = write_film([portrait] * 6, 10.0)
    out = tmp_path / 'out'
    code, stdout, _ = run(capsys, str(path), '--out', str(out), *limit)
    assert code == 0
    assert f'{frames} frames' in stdout
    records = [*map(json.loads, (out / 'emotions.jsonl').read_text().splitlines())]
    assert [record['stamp'] for record in records] == pytest.approx(
        [number / 10 for number in range(frames)])
    for record in records:
        assert [(face['face_id'], face['label']) for face in record['emotions']] == [
            ('f1', 'happy')]
    capture = cv2.VideoCapture(str(out / 'film_annotated.mp4'))
    assert capture.get(cv2.CAP_PROP_FRAME_COUNT) == frames
    assert capture.get(cv2.CAP_PROP_FPS) == pytest.approx(10)
    assert (capture.get(cv2.CAP_PROP_FRAME_WIDTH), capture.get(cv2.CAP_PROP_FRAME_HEIGHT)) == (
        512, 512)
    capture.release()
    assert not (out / 'annotated').exists()
    events = [*map(json.loads, (out / 'events.jsonl').read_text().splitlines())]
    assert [(event['kind'], event['face_id'], event['label']) for event in events] == [
        ('appeared', 'f1', 'happy'), ('left', 'f1', 'happy')]
    assert [event['stamp'] for event in events] == pytest.approx([0, (frames - 1) / 10])
    assert Box(*events[0]['roi'].values()).iou(FACE) > 0.5


def test_photos_are_neither_tracked_nor_smoothed(tmp_path: Path, portrait: np.ndarray,
                                                 capsys: pytest.CaptureFixture):
    photos = tmp_path / 'photos'
    photos.mkdir()
    # The same face in the same place, covered in the second photo
    covered = portrait.copy()
    covered[130:180, 180:270] = covered[130:180, 180:270].mean(axis=(0, 1))
    for name, image in (('1.png', portrait), ('2.png', covered), ('3.png', portrait)):
        cv2.imwrite(str(photos / name), image)
    out = tmp_path / 'out'
    assert run(capsys, str(photos), '--out', str(out), '--smoothing-time', '60')[0] == 0
    one, other, again = ({face['face_id']: face for face in json.loads(line)['emotions']}
                         for line in (out / 'emotions.jsonl').read_text().splitlines())
    assert 'f1' in one and one == again
    for face in (*one.values(), *other.values()):
        assert face['probabilities'] == face['raw_probabilities']


@pytest.mark.parametrize(('option', 'value'), [('--align', True), ('--no-align', False)])
def test_a_switch(option: str, value: bool):
    assert settings_from(build_parser().parse_args(['run', 'x', option])).align is value


def test_a_setting_has_its_effect(folder: Path, capsys: pytest.CaptureFixture):
    _, stdout, _ = run(capsys, str(folder), '--min-face-size', '400')
    assert '2 frames, 0 faces' in stdout


@pytest.mark.parametrize('name', ['portrait.pgm', 'portrait.PPM', 'portrait.tiff'])
def test_rare_formats(tmp_path: Path, portrait: np.ndarray, name: str,
                      capsys: pytest.CaptureFixture):
    path = tmp_path / name
    image = cv2.cvtColor(portrait, cv2.COLOR_BGR2GRAY) if path.suffix == '.pgm' else portrait
    path.write_bytes(cv2.imencode(path.suffix.lower(), image)[1].tobytes())
    code, stdout, stderr = run(capsys, str(path), '--out', str(tmp_path / 'out'))
    assert (code, stderr) == (0, '')
    assert f'{name}: ' in stdout
    assert len(list((tmp_path / 'out' / 'annotated').iterdir())) == 1


@pytest.mark.parametrize('arguments, words', [
    (['{folder}/gone.jpg'], ("no such source '{folder}/gone.jpg'", 'video file')),
    (['{folder}', '--max-faces', '0'], ('max_faces must be in [1, 1000]', 'got 0')),
    (['{folder}', '--detection-threshold', '1.5'], ('detection_threshold', '[0.0, 1.0]', '1.5')),
    (['{folder}', '--detection-threshold', 'nan'], ('detection_threshold', '[0.0, 1.0]', 'nan')),
    (['{folder}', '--model', 'gone'], ("unknown model 'gone'", 'available: cnn')),
    (['{folder}', '--model', ''], ('model must be', "''")),
    (['{folder}', '--detection-interval', '0.5'],
     ("'detection_interval' no longer exists: it is now detection_rate, in Hz",)),
    (['{folder}', '--backend', 'gone'], ("unknown backend 'gone'", 'onnx')),
    (['{folder}', '--detector-weights', '{folder}/gone.xml'], ('{folder}/gone.xml',)),
    (['{folder}', '--out', '{folder}/collins.jpg'], ("cannot write to '{folder}/collins.jpg'",)),
    (['{folder}', '--out', '{folder}/collins.jpg/x'], ('cannot write to',))])
def test_an_error_is_a_line_and_exit_code_1(folder: Path, capsys: pytest.CaptureFixture,
                                            arguments: list[str], words: tuple[str, ...]):
    code, _, stderr = run(capsys, *(text.format(folder=folder) for text in arguments))
    assert code == 1
    assert stderr.startswith('fer_ros: error: ')
    assert 'Traceback' not in stderr
    assert len(stderr.splitlines()) == 1
    for word in words:
        assert word.format(folder=folder) in stderr


def test_only_broken_photos(tmp_path: Path, capsys: pytest.CaptureFixture):
    path = tmp_path / 'broken.jpg'
    path.write_bytes(b'no image')
    code, _, stderr = run(capsys, str(path))
    assert code == 1
    assert f"none of the 1 photos can be read ('{path}')" in stderr
