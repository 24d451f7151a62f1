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

"""Bags in; tables, a report and a bag out."""

import csv
from pathlib import Path
import re

from bag_maker import COMPRESSED, LOG_DELAY_NS, RAW, stamps, START_NS
import numpy as np
import pytest


def rows(folder: Path, name: str = 'emotions.csv') -> list[dict[str, str]]:
    """Return the rows of a table."""
    with open(folder / name, encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def files(folder: Path) -> dict[str, bytes]:
    """Return the content of all files in a folder."""
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob('*')) if path.is_file()}


@pytest.mark.parametrize(('storage', 'mode', 'msgtype'), [
    ('MCAP', 'NONE', RAW), ('SQLITE3', 'NONE', RAW), ('MCAP', 'STORAGE', COMPRESSED),
    ('SQLITE3', 'FILE', RAW), ('SQLITE3', 'MESSAGE', RAW)])
def test_every_frame_of_every_kind_of_bag(bags, recognise, storage, mode, msgtype):
    path = bags.write('visit', storage=storage, mode=mode, msgtype=msgtype)
    outcome, out = recognise(path)
    assert (outcome.frames, outcome.errors, outcome.notes) == (8, [], [])
    table = rows(out)
    assert [int(row['stamp_ns']) for row in table] == stamps(8)
    assert [int(row['frame']) for row in table] == list(range(8))
    assert [float(row['time_s']) for row in table] == pytest.approx(
        [number / 10 for number in range(8)], abs=1e-6)
    assert {(row['bag'], row['topic'], row['face_id'], row['label']) for row in table} == {
        ('visit', '/camera/image_raw', 'f1', 'happy')}


def test_two_runs_write_the_same_bytes(bags, recognise):
    path = bags.write('visit')
    _, one = recognise(path, out='one', annotate=True, write_bag=True)
    _, other = recognise(path, out='other', annotate=True, write_bag=True)
    assert files(one) == files(other)
    assert {'emotions.csv', 'faces.csv', 'intervals.csv', 'report.html',
            'visit_emotions/visit_emotions.mcap'} <= set(files(one))


def test_the_faces_and_their_intervals(bags, recognise):
    # The face is away for three seconds in between.
    times = stamps(4) + stamps(4, start_ns=START_NS + 3_400_000_000)
    _, out = recognise(bags.write('visit', {'/cam': times}))
    face, = rows(out, 'faces.csv')
    assert (face['face_id'], face['frames'], face['label_changes']) == ('f1', '8', '0')
    assert (float(face['first_s']), float(face['last_s'])) == pytest.approx((0.0, 3.8))
    assert float(face['happy_share']) == 1
    first, second = rows(out, 'intervals.csv')
    assert (float(first['start_s']), float(first['end_s'])) == pytest.approx((0.0, 0.8))
    assert (float(second['start_s']), float(second['end_s'])) == pytest.approx((3.4, 3.8))
    assert first['label'] == second['label'] == 'happy'


def test_the_report_is_one_file(bags, recognise):
    _, out = recognise(bags.write('visit <1>'))
    page = (out / 'report.html').read_text(encoding='utf-8')
    assert 'visit &lt;1&gt;' in page and '<script' not in page
    assert '<rect' in page and 'data:image/jpeg;base64,' in page
    assert not re.findall(r'(?:src|href)="(?!data:)', page)


def test_several_cameras_have_tracks_of_their_own(bags, recognise):
    path = bags.write('visit', {'/left/image_raw': stamps(5), '/right/image_raw': stamps(3)})
    _, out = recognise(path, write_bag=True)
    table = rows(out)
    for topic, count in (('/left/image_raw', 5), ('/right/image_raw', 3)):
        own = [row for row in table if row['topic'] == topic]
        assert [row['face_id'] for row in own] == ['f1'] * count
    assert {topic for topic, _, _ in result_messages(out / 'visit_emotions')} == {
        '/left/fer/emotions', '/right/fer/emotions'}
    _, out = recognise(path, out='one', topics=['/right/image_raw'])
    assert {row['topic'] for row in rows(out)} == {'/right/image_raw'}


def test_a_part_of_the_time(bags, recognise):
    path = bags.write('visit')
    _, out = recognise(path, start=0.2, end=0.5)
    # The log times are 0, 0.1, ... after that of the first message.
    assert [float(row['time_s']) for row in rows(out)] == pytest.approx([0.2, 0.3, 0.4])


def result_messages(path: Path) -> list:
    """Return (topic, log time, message) of a bag with results."""
    from fer_ros.recordings.image_types import type_store
    from rosbags.rosbag2 import Reader

    with Reader(path) as reader:
        return [(connection.topic, log_ns,
                 type_store().deserialize_cdr(data, connection.msgtype))
                for connection, log_ns, data in reader.messages()]


def test_the_bag_with_the_results(bags, recognise):
    _, out = recognise(bags.write('visit'), annotate=True, write_bag=True)
    messages = result_messages(out / 'visit_emotions')
    assert 'version: 8' in (out / 'visit_emotions' / 'metadata.yaml').read_text()
    emotions = [(log_ns, message) for topic, log_ns, message in messages
                if topic == '/fer/emotions']
    table = rows(out)
    assert len(emotions) == len(table) == 8
    for (log_ns, message), row in zip(emotions, table, strict=True):
        stamp = message.header.stamp.sec * 10**9 + message.header.stamp.nanosec
        assert (stamp, log_ns) == (int(row['stamp_ns']), int(row['stamp_ns']) + LOG_DELAY_NS)
        assert (message.header.frame_id, message.processing_time) == ('optical', 0.0)
        face, = message.emotions
        assert (face.face_id, face.label) == (row['face_id'], row['label'])
        assert face.roi.x_offset == int(row['x'])
        np.testing.assert_allclose(
            face.probabilities, [float(row[label]) for label in message.labels], atol=1e-6)
    drawn = [message for topic, _, message in messages
             if topic == '/fer/image_annotated/compressed']
    assert len(drawn) == 8 and bytes(drawn[0].data[:3]) == b'\xff\xd8\xff'


def test_new_results_take_the_place_of_older_ones_at_the_end(bags, recognise):
    _, out = recognise(bags.write('visit'), write_bag=True)
    with pytest.raises(ZeroDivisionError):
        recognise_failing(bags, recognise)
    assert (out / 'visit_emotions').is_dir(), 'a run that fails leaves the older results'
    assert not (out / '.fer_ros_part').exists()
    recognise(bags.write('other'))
    assert not (out / 'visit_emotions').exists()
    assert {row['bag'] for row in rows(out)} == {'other'}


def recognise_failing(bags, recognise):
    """Run with a bag, and fail after its third frame."""
    from fer_ros.recordings.camera import Camera

    before, calls = Camera.add, []

    def fail(self, *arguments):
        calls.append(arguments)
        assert len(calls) < 4 or 1 // 0
        return before(self, *arguments)

    path = bags.write('failing')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Camera, 'add', fail)
        recognise(path)
