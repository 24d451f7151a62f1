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

"""`fer_ros run` with the settings for privacy."""

import csv
import json
from pathlib import Path

import cv2
from fer_ros.cli.main import main
import numpy as np
import pytest

pytestmark = pytest.mark.skipif(not hasattr(cv2, 'CascadeClassifier'),
                                reason='OpenCV 5 has no detector that needs no download')

HAAR = '--detector', 'haar', '--detection-width', '0'
# Inside Collins's face
FACE = slice(80, 160), slice(190, 260)


def run(source: Path, out: Path, *more: str) -> list[dict]:
    """Return the records of a run."""
    assert main(['run', *HAAR, str(source), '--out', str(out), *more]) == 0
    return [*map(json.loads, (out / 'emotions.jsonl').read_text().splitlines())]


def detail(image: np.ndarray) -> float:
    """Return the median strength of the second derivative in the face."""
    return float(np.median(np.abs(cv2.Laplacian(image, cv2.CV_64F)[FACE])))


def test_an_anonymized_photo(folder: Path, tmp_path: Path, portrait: np.ndarray,
                             capsys: pytest.CaptureFixture):
    out = tmp_path / 'out'
    first, second = run(folder, out, '--anonymize')
    assert [face['label'] for face in first['emotions']] == ['happy']
    assert second['emotions'] == []
    drawn = cv2.imread(str(out / 'annotated' / 'collins.jpg'))
    # The edges of the cells and the border of the box are all that is left of it.
    assert detail(drawn) < 0.5 * detail(portrait)
    assert 'WARNING: anonymize hides only' in capsys.readouterr().out
    # The photo itself is stored nowhere.
    assert sorted(path.name for path in out.rglob('*')
                  if path.is_file() and path.suffix != '.parquet') == [
        '.fer_ros_results', 'collins.jpg', 'emotions.csv', 'emotions.jsonl', 'nothing.png']


def test_an_anonymized_video(tmp_path: Path, portrait: np.ndarray, write_film):
    path = write_film([portrait] * 3, 10.0)
    # Classified or not, in sight or not, no frame shows the face.
    records = run(path, tmp_path / 'out', '--anonymize', '--min-face-size', '400')
    assert [record['emotions'] for record in records] == [[]] * 3
    capture = cv2.VideoCapture(str(tmp_path / 'out' / 'film_annotated.mp4'))
    for _ in range(3):
        _, frame = capture.read()
        assert detail(frame) < 0.5 * detail(portrait)
    capture.release()


def test_allowed_emotions(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture):
    record, _ = run(folder, tmp_path / 'out', '--allowed-emotions', 'sad,fear')
    assert record['labels'] == ['fear', 'sad']
    face, = record['emotions']
    assert (face['label'], face['confidence'], face['valence'], face['arousal']) == (
        'unknown', 0.0, None, None)
    assert len(face['probabilities']) == len(face['raw_probabilities']) == 2
    with open(tmp_path / 'out' / 'emotions.csv', newline='') as file:
        row, = csv.DictReader(file)
    assert (row['label'], row['happy'], float(row['sad'])) == (
        'unknown', '', face['probabilities'][1])
    assert 'collins.jpg: unknown\n' in capsys.readouterr().out


def test_unknown_labels(folder: Path, tmp_path: Path):
    record, _ = run(folder, tmp_path / 'out', '--min-confidence', '1.0')
    face, = record['emotions']
    assert (face['label'], face['confidence']) == ('unknown', 0.0)
    assert sum(face['probabilities']) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(('option', 'value'), [
    ('--allowed-emotions', 'happy,bored'), ('--min-confidence', '2'), ('--min-quality', 'nan')])
def test_errors(folder: Path, capsys: pytest.CaptureFixture, option: str, value: str):
    assert main(['run', *HAAR, str(folder), option, value]) == 1
    error = capsys.readouterr().err
    assert option.strip('-').replace('-', '_') in error and value in error
