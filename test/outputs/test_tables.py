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

"""JSON lines and tables."""

import csv
import json
from pathlib import Path
from typing import Any

from fer_ros.outputs.place import Place
from fer_ros.outputs.records import frame_record
from fer_ros.outputs.tables import EmotionTables, JsonLines
from fer_ros.values.faces import Box, Face, FaceEmotion
from fer_ros.values.labels import LABELS
import numpy as np
import pytest


def record(stamp: float, faces: int) -> dict[str, Any]:
    """Return a frame with so many faces, no two alike."""
    rng = np.random.default_rng(faces)
    emotions = []
    for number in range(faces):
        values = rng.dirichlet(np.ones(7))
        emotions.append(FaceEmotion(f'f{number + 1}', Face(Box(10 * number, 5, 20, 30), 0.75),
                                    values, values, quality=0.5))
    return frame_record(stamp, 'a "b", c', (640, 480), emotions, detector='haar', model='cnn',
                        processing_time=0.01)


RECORDS = [record(0.0, 1), record(0.5, 0), record(1.0, 3)]
PLACE = Place('bag, 1', '/camera', 1_700_000_000_123_456_789, 0.25, 7)


def test_a_line_for_each_frame_and_a_row_for_each_face(tmp_path: Path):
    tables = EmotionTables(tmp_path)
    for entry in RECORDS:
        tables.write(entry, PLACE)
    tables.close()
    lines = (tmp_path / 'emotions.jsonl').read_text('utf-8').splitlines()
    assert [json.loads(line) for line in lines] == RECORDS

    with open(tmp_path / 'emotions.csv', encoding='utf-8', newline='') as file:
        rows = list(csv.DictReader(file))
    faces = [face for entry in RECORDS for face in entry['emotions']]
    assert len(rows) == len(faces) == 4
    for row, face in zip(rows, faces, strict=True):
        assert [row[name] for name in ('bag', 'topic', 'stamp_ns', 'time_s', 'frame')] == [
            'bag, 1', '/camera', '1700000000123456789', '0.25', '7']
        assert row['face_id'] == face['face_id']
        assert [int(row[name]) for name in ('x', 'y', 'width', 'height')] == [
            face['roi'][name] for name in ('x_offset', 'y_offset', 'width', 'height')]
        assert row['valence'] == ''
        assert float(row['detection_score']) == 0.75
        assert float(row['quality']) == 0.5
        assert row['label'] == face['label']
        assert float(row['confidence']) == face['confidence']
        assert [float(row[label]) for label in LABELS] == face['probabilities']
        assert row['label'] == max(LABELS, key=lambda label: float(row[label]))


def test_the_columns_of_the_table(tmp_path: Path):
    EmotionTables(tmp_path).close()
    assert (tmp_path / 'emotions.csv').read_text() == (
        'bag,topic,stamp_ns,time_s,frame,face_id,x,y,width,height,detection_score,label,'
        'confidence,angry,disgust,fear,happy,sad,surprise,neutral,valence,arousal,quality\n')
    assert (tmp_path / 'emotions.jsonl').read_text() == ''


def test_the_labels_of_the_record_say_which_column_a_probability_goes_to(tmp_path: Path):
    entry = record(0.0, 1)
    face = entry['emotions'][0]
    probabilities = dict(zip(LABELS, face['probabilities'], strict=True))
    entry['labels'] = list(reversed(LABELS))
    face['probabilities'] = list(reversed(face['probabilities']))
    tables = EmotionTables(tmp_path)
    tables.write(entry, PLACE)
    tables.close()
    with open(tmp_path / 'emotions.csv', encoding='utf-8', newline='') as file:
        row, = csv.DictReader(file)
    assert {label: float(row[label]) for label in LABELS} == probabilities


def test_labels_that_are_not_given_out_have_empty_cells(tmp_path: Path):
    entry = record(0.0, 1)
    entry['labels'] = ['happy', 'sad']
    entry['emotions'][0].update(label='unknown', confidence=0.0, probabilities=[0.25, 0.125])
    tables = EmotionTables(tmp_path)
    tables.write(entry, PLACE)
    tables.close()
    with open(tmp_path / 'emotions.csv', encoding='utf-8', newline='') as file:
        row, = csv.DictReader(file)
    assert (row['label'], float(row['confidence'])) == ('unknown', 0)
    assert {label: row[label] for label in LABELS if row[label]} == {
        'happy': '0.25', 'sad': '0.125'}


def test_what_was_written_is_there_before_the_end(tmp_path: Path):
    tables = EmotionTables(tmp_path)
    tables.write(RECORDS[0], PLACE)
    try:
        assert json.loads((tmp_path / 'emotions.jsonl').read_text()) == RECORDS[0]
        assert len((tmp_path / 'emotions.csv').read_text().splitlines()) == 2
    finally:
        tables.close()


def test_lines_alone(tmp_path: Path):
    lines = JsonLines(tmp_path)
    lines.write(RECORDS[2])
    lines.close()
    assert [path.name for path in tmp_path.iterdir()] == ['emotions.jsonl']
    assert json.loads((tmp_path / 'emotions.jsonl').read_text()) == RECORDS[2]


def test_the_table_alone_has_a_photo_without_time(tmp_path: Path):
    tables = EmotionTables(tmp_path, lines=False)
    tables.write(RECORDS[0], Place('a.jpg', '', None, None, 0))
    tables.close()
    assert [path.name for path in tmp_path.iterdir()] == ['emotions.csv']
    assert (tmp_path / 'emotions.csv').read_text().splitlines()[1].startswith('a.jpg,,,,0,f1,')


def test_new_tables_take_the_place_of_older_ones(tmp_path: Path):
    for entry in RECORDS[::2]:
        tables = EmotionTables(tmp_path)
        tables.write(entry, PLACE)
        tables.close()
    line, = (tmp_path / 'emotions.jsonl').read_text().splitlines()
    assert json.loads(line) == RECORDS[2]


def test_a_missing_folder_is_an_error_of_the_system(tmp_path: Path):
    with pytest.raises(OSError, match='gone'):
        EmotionTables(tmp_path / 'gone')
