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

"""`fer_ros run` on all kinds of files."""

import json
from pathlib import Path
import sys

import cv2
from fer_ros.cli.main import main
import numpy as np
import pytest

from videos import steady, write_video

JPEG = cv2.imencode('.jpg', np.full((64, 64, 3), 90, np.uint8))[1].tobytes()


def run(capsys: pytest.CaptureFixture, *arguments) -> tuple[int, str, str]:
    """Return the exit code, the output and the errors of `fer_ros run`."""
    return main(['run', '--detector', 'haar', *map(str, arguments)]), *capsys.readouterr()


def records(out: Path) -> list[dict]:
    """Return the lines of emotions.jsonl."""
    return [*map(json.loads, (out / 'emotions.jsonl').read_text().splitlines())]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / 'photos'
    (folder / 'day2').mkdir(parents=True)
    for name in ('a.jpg', 'b.jfif', 'day2/c.jpe'):
        (folder / name).write_bytes(JPEG)
    (folder / 'notes').write_text('no photo')
    return folder


def test_what_is_not_read_is_counted(photos: Path, capsys: pytest.CaptureFixture):
    code, stdout, _ = run(capsys, photos)
    assert code == 0
    assert stdout.splitlines()[-2:] == [
        '2 frames, 0 faces', 'skipped: 1 folder (--recursive reads it), 1 text']


def test_recursive(photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture):
    out = tmp_path / 'out'
    assert run(capsys, photos, '--recursive', '--out', out)[0] == 0
    assert [record['frame_id'] for record in records(out)] == ['a.jpg', 'b.jfif', 'day2/c.jpe']
    assert (out / 'annotated' / 'day2' / 'c.jpe').read_bytes().startswith(b'\xff\xd8')


def test_a_second_run_leaves_nothing_of_the_first(photos: Path, tmp_path: Path,
                                                  capsys: pytest.CaptureFixture):
    out = tmp_path / 'out'
    run(capsys, photos, '--out', out)
    (photos / 'a.jpg').rename(tmp_path / 'z.jpg')
    run(capsys, tmp_path / 'z.jpg', '--out', out)
    assert [path.name for path in (out / 'annotated').iterdir()] == ['z.jpg']
    assert len(records(out)) == 1


def test_results_beside_their_photos_are_not_read_again(photos: Path,
                                                        capsys: pytest.CaptureFixture):
    for _ in range(2):
        assert run(capsys, photos, '--recursive', '--out', photos)[0] == 0
        assert len(records(photos)) == 3


@pytest.mark.parametrize('link', [False, True])
def test_photos_are_not_overwritten(photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture,
                                    link: bool):
    out = tmp_path / 'out'
    out.mkdir()
    if link:
        (out / 'annotated').symlink_to(photos)
    else:
        photos = photos.rename(out / 'annotated')
    code, _, stderr = run(capsys, photos, '--out', out)
    assert code == 1
    assert 'overwrite the input' in stderr and '--out' in stderr
    assert (photos / 'a.jpg').read_bytes() == JPEG
    assert not (out / 'emotions.jsonl').exists()


def test_a_name_that_is_not_utf8(photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture):
    (photos / 'caf\udce9.jpg').write_bytes(JPEG)
    out = tmp_path / 'out'
    code, stdout, _ = run(capsys, photos, '--out', out)
    assert code == 0 and r'caf\xe9.jpg' in stdout
    assert [record['frame_id'] for record in records(out)] == ['a.jpg', 'b.jfif', r'caf\xe9.jpg']
    assert (out / 'annotated' / 'caf\udce9.jpg').is_file()


def test_a_video_that_was_cut_off(tmp_path: Path, capsys: pytest.CaptureFixture):
    pytest.importorskip('av')
    path = write_video(tmp_path / 'film.mkv', steady(60), size=(320, 240))
    path.write_bytes(path.read_bytes()[:path.stat().st_size // 2])
    out = tmp_path / 'out'
    code, stdout, stderr = run(capsys, path, '--out', out)
    assert code == 1
    assert 'fer_ros: error:' in stderr and 'declares 6.0 s' in stderr
    frames = len(records(out))
    assert 0 < frames < 60 and f'{frames} frames' in stdout
    capture = cv2.VideoCapture(str(out / 'film_annotated.mp4'))
    assert capture.get(cv2.CAP_PROP_FRAME_COUNT) == frames


def test_the_times_of_a_video(tmp_path: Path, capsys: pytest.CaptureFixture):
    pytest.importorskip('av')
    stamps = [0.0, 0.1, 1.5, 1.6, 4.0]
    path = write_video(tmp_path / 'film.mp4', stamps)
    out = tmp_path / 'out'
    assert run(capsys, path, '--out', out)[0] == 0
    assert [record['stamp'] for record in records(out)] == pytest.approx(stamps, abs=1e-3)


def test_a_home_that_does_not_exist(capsys: pytest.CaptureFixture):
    code, _, stderr = run(capsys, '~nosuchuser/x.jpg')
    assert code == 1
    assert "no such source '~nosuchuser/x.jpg'" in stderr


def test_home_in_an_option(photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                           capsys: pytest.CaptureFixture):
    monkeypatch.setenv('HOME', str(tmp_path))
    assert run(capsys, photos, '--out=~/results')[0] == 0
    assert (tmp_path / 'results' / 'emotions.csv').is_file()


def test_without_pyav(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                      capsys: pytest.CaptureFixture, write_film):
    monkeypatch.setitem(sys.modules, 'av', None)
    path = write_film([np.full((512, 512, 3), 90, np.uint8)] * 4, 10.0)
    out = tmp_path / 'out'
    assert run(capsys, path, '--out', out)[0] == 0
    assert [record['stamp'] for record in records(out)] == pytest.approx([0, 0.1, 0.2, 0.3])
    assert (out / 'film_annotated.mp4').is_file()
