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

"""Bags that are damaged, foreign or unusual: each has its outcome, and nothing is lost."""

import csv
from pathlib import Path
import sqlite3

from bag_maker import COMPRESSED, RAW, stamps
from fer_ros.values.errors import FerRosError
import pytest


def rows(folder: Path) -> list[dict[str, str]]:
    """Return the rows of emotions.csv."""
    with open(folder / 'emotions.csv', encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def cut(path: Path, share: float) -> Path:
    """Cut off the end of a file."""
    data = path.read_bytes()
    path.write_bytes(data[:int(share * len(data))])
    return path


@pytest.mark.parametrize(('storage', 'suffix'), [('MCAP', '.mcap'), ('SQLITE3', '.db3')])
@pytest.mark.parametrize('with_metadata', [True, False])
def test_a_file_that_is_cut_off(bags, recognise, storage, suffix, with_metadata):
    path = bags.write('crash', storage=storage, frames=20)  # more than a chunk of MCAP
    cut(path / f'crash{suffix}', 0.6)
    if not with_metadata:
        (path / 'metadata.yaml').unlink()
    outcome, out = recognise(path)
    error, = outcome.errors
    assert error.startswith('crash: it is cut off or damaged; all before that was read (')
    assert 0 < outcome.frames < 20
    assert [int(row['stamp_ns']) for row in rows(out)] == stamps(20)[:outcome.frames]
    assert error in (out / 'report.html').read_text(encoding='utf-8').replace('&#x27;', "'")


@pytest.mark.parametrize('storage', ['MCAP', 'SQLITE3'])
def test_a_folder_without_metadata(bags, recognise, storage):
    path = bags.write('visit', storage=storage)
    (path / 'metadata.yaml').unlink()
    outcome, _ = recognise(path)
    assert (outcome.frames, outcome.errors) == (8, [])
    assert outcome.notes == ['visit: it has no metadata.yaml, so its files are read one by one']


def test_a_single_file(bags, recognise):
    path = bags.write('visit') / 'visit.mcap'
    outcome, out = recognise(path)
    assert (outcome.frames, outcome.errors, outcome.notes) == (8, [], [])
    assert rows(out)[0]['bag'] == 'visit'


def test_a_compressed_file_that_is_cut_off(bags, recognise):
    path = bags.write('crash', storage='SQLITE3', mode='FILE')
    cut(path / 'crash.db3.zstd', 0.98)
    (path / 'metadata.yaml').unlink()
    outcome, _ = recognise(path)
    assert 0 < outcome.frames < 8 and len(outcome.errors) == 1


def test_compressed_messages_without_metadata(bags, recognise):
    path = bags.write('visit', storage='SQLITE3', mode='MESSAGE')
    (path / 'metadata.yaml').unlink()
    outcome, _ = recognise(path)
    assert (outcome.frames, outcome.errors) == (8, [])


def test_a_file_of_the_metadata_that_is_missing(bags, recognise):
    path = bags.write('visit')
    text = (path / 'metadata.yaml').read_text()
    (path / 'metadata.yaml').write_text(
        text.replace('  - visit.mcap', '  - visit.mcap\n  - visit_1.mcap', 1))
    outcome, _ = recognise(path)
    assert outcome.frames == 8
    assert outcome.errors == ["visit: the file 'visit_1.mcap' is missing"]


def test_fewer_messages_than_the_metadata_count(bags, recognise):
    path = bags.write('visit', storage='SQLITE3')
    with sqlite3.connect(path / 'visit.db3') as database:
        database.execute('DELETE FROM messages WHERE id > 6')
    outcome, _ = recognise(path)
    assert outcome.frames == 6
    assert outcome.errors == ['visit: it counts 8 messages of /camera/image_raw, but has 6']


def test_a_channel_of_another_system(bags, recognise, tmp_path):
    """MCAP files of Foxglove have channels with JSON schemas beside those of ROS."""
    mcap = pytest.importorskip('mcap.writer')
    path = tmp_path / 'mixed.mcap'
    definition, _ = bags.store.generate_msgdef(RAW, ros_version=2)
    with open(path, 'wb') as file:
        writer = mcap.Writer(file)
        writer.start(profile='')
        json_schema = writer.register_schema('note', 'jsonschema', b'{}')
        image_schema = writer.register_schema(RAW, 'ros2msg', definition.encode())
        foreign_schema = writer.register_schema(RAW, 'ros2msg', b'string other')
        notes = writer.register_channel('/notes', 'json', json_schema)
        images = writer.register_channel('/camera', 'cdr', image_schema)
        foreign = writer.register_channel('/foreign', 'cdr', foreign_schema)
        for number, stamp in enumerate(stamps(4)):
            data = bytes(bags.store.serialize_cdr(bags.message(bags.frame(number), stamp), RAW))
            writer.add_message(notes, stamp, b'{}', stamp)
            writer.add_message(images, stamp, data, stamp)
            writer.add_message(foreign, stamp, b'\0' * 8, stamp)
        writer.finish()
    outcome, out = recognise(path)
    assert (outcome.frames, outcome.errors) == (4, [])
    assert {row['topic'] for row in rows(out)} == {'/camera'}
    assert outcome.notes == ['mixed /foreign: left out, because its definition is not that of '
                             'sensor_msgs/msg/Image']


def test_images_that_cannot_be_decoded(bags, recognise):
    path = bags.write('visit', storage='SQLITE3')
    with sqlite3.connect(path / 'visit.db3') as database:
        database.execute("UPDATE messages SET data = x'0001' WHERE id = 2")
        broken = bags.message(bags.frame(0), stamps(8)[2])
        broken.encoding = 'rainbow'
        database.execute('UPDATE messages SET data = ? WHERE id = 3',
                         (bytes(bags.store.serialize_cdr(broken, RAW)),))
    outcome, out = recognise(path)
    assert (outcome.frames, outcome.errors) == (6, [])
    first, second = sorted(outcome.notes)
    assert first.startswith('visit /camera/image_raw: 1 of 8 messages are left out: their images '
                            'cannot be decoded') and "'rainbow'" in first
    assert 'left out: they cannot be decoded (the first: 2 bytes are not a' in second
    assert [int(row['frame']) for row in rows(out)] == [0, 2, 3, 4, 5, 6]


def test_stamps_of_zero(bags, recognise):
    log = stamps(5)
    outcome, out = recognise(bags.write('visit', {'/cam': [0] * 5}, log=log))
    assert [int(row['stamp_ns']) for row in rows(out)] == log
    assert outcome.notes == ['visit /cam: 5 of 5 messages have no stamp; the log time is used '
                             'instead']


def test_stamps_that_jump_back(bags, recognise):
    """As in a bag that was recorded while another one was played twice."""
    times = [*stamps(4, start_ns=10**9), *stamps(4, start_ns=10**9)]
    outcome, out = recognise(bags.write('loop', {'/cam': times}, log=stamps(8)))
    assert [row['face_id'] for row in rows(out)] == ['f1'] * 4 + ['f2'] * 4
    assert [float(row['time_s']) for row in rows(out)] == pytest.approx(
        [number / 10 for number in range(8)])
    assert outcome.notes == ['loop /cam: its stamps jump back once; all faces are new after that']


def test_stamps_that_are_slightly_out_of_order(bags, recognise):
    times = stamps(6, 33_333_333)
    shuffled = [times[number] for number in (0, 2, 1, 3, 5, 4)]
    outcome, out = recognise(bags.write('visit', {'/cam': shuffled}, log=times))
    assert [int(row['stamp_ns']) for row in rows(out)] == times
    assert {row['face_id'] for row in rows(out)} == {'f1'} and outcome.notes == []


def test_an_empty_topic(bags, recognise):
    outcome, out = recognise(bags.write('visit', {'/left': stamps(3), '/right': []}))
    assert (outcome.frames, outcome.errors) == (3, [])
    assert outcome.notes == ['visit /right: it has no messages']
    outcome, out = recognise(bags.write('nothing', {'/right': []}), out='empty')
    assert (outcome.frames, outcome.done, rows(out)) == (0, 1, [])


def test_two_topics_of_one_name(bags, recognise):
    path = bags.write('visit', {'/cam': stamps(3), '/cam (2)': stamps(2)},
                      types={'/cam (2)': COMPRESSED})
    outcome, out = recognise(path, write_bag=True)
    assert outcome.errors == []
    topics = [row['topic'] for row in rows(out)]
    assert (topics.count('/cam (Image)'), topics.count('/cam (CompressedImage)')) == (3, 2)


def test_topics_that_repeat_another_camera_are_left_out(bags, recognise):
    path = bags.write('visit', {
        '/cam/image_raw': stamps(2), '/cam/image_raw/compressed': stamps(2),
        '/cam/depth/image_raw': stamps(2), '/fer/image_annotated': stamps(2)},
        types={'/cam/image_raw/compressed': COMPRESSED})
    outcome, out = recognise(path)
    assert {row['topic'] for row in rows(out)} == {'/cam/image_raw'}
    assert len(outcome.notes) == 3
    assert ('visit /cam/image_raw/compressed: left out, because /cam/image_raw is the same camera '
            '(--topic reads it)') in outcome.notes


def test_a_bag_without_images(bags, recognise, tmp_path):
    path = bags.write('visit')
    outcome, _ = recognise(path, topics=['/gone'])
    assert outcome.errors == [
        "'visit': no image topic '/gone'; image topics: /camera/image_raw"]
    assert not (tmp_path / 'out').exists() or not any((tmp_path / 'out').iterdir())


@pytest.mark.parametrize(('name', 'content', 'said'), [
    ('gone', None, 'does not exist; a bag is a folder'),
    ('photo.png', b'x', 'is not a bag; a bag is a folder of rosbag2, or a file .mcap'),
    ('text.mcap', b'hello', "cannot read 'text.mcap': "),
    ('empty.mcap', b'', "cannot read 'empty.mcap': "),
    ('text.db3', b'hello' * 1000, "cannot read 'text.db3': "),
    ('text.bag', b'hello', "cannot read 'text.bag': "),
    ('bad.mcap.zstd', b'hello', "cannot read 'bad.mcap': ")])
def test_what_is_no_bag(tmp_path, recognise, name, content, said):
    pytest.importorskip('rosbags')
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    outcome, _ = recognise(path)
    error, = outcome.errors
    assert said in error and outcome.done == 0


def test_one_of_several_that_fails(bags, recognise, tmp_path):
    (tmp_path / 'a').mkdir()
    outcome, _ = recognise(tmp_path / 'a', bags.write('visit', frames=2))
    assert (outcome.frames, outcome.done) == (2, 1)
    assert len(outcome.errors) == 1 and 'is not a bag' in outcome.errors[0]


def test_bags_of_one_name(bags, recognise):
    _, out = recognise(bags.write('monday/visit', frames=2),
                       bags.write('friday/visit', frames=2))
    assert {row['bag'] for row in rows(out)} == {'monday/visit', 'friday/visit'}


def test_results_never_replace_the_bag(bags, recognise, tmp_path):
    path = bags.write('visit', frames=2)
    (path / 'emotions.csv').symlink_to(path / 'visit.mcap')
    before = (path / 'visit.mcap').read_bytes()
    with pytest.raises(FerRosError, match='would overwrite the input'):
        recognise(path, out=path.relative_to(tmp_path))
    assert (path / 'visit.mcap').read_bytes() == before
    assert not (path / '.fer_ros_part').exists()


def test_a_folder_that_cannot_be_written(bags, recognise, tmp_path):
    (tmp_path / 'file').write_text('x')
    with pytest.raises(FerRosError, match='cannot write to'):
        recognise(bags.write('visit', frames=2), out='file/out')
