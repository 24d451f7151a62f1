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

"""`fer_ros bag` gives what the node publishes for the same frames, one by one."""

from bag_maker import BagMaker, COMPRESSED, RAW, stamps
import cv2
from fer_ros import ros
from fer_ros.cli.main import main
from fer_ros.codec import encode_compressed
from fer_ros.node.messages import filled
import numpy as np
import pytest

RATES = ('detection_rate', 'classification_rate')


def published(command, tester, frames, times, msgtype):
    """Return what the node publishes for each frame, given to it one by one."""
    transport = 'raw' if msgtype == RAW else 'compressed'
    kind = ros.interface(msgtype)
    publisher = tester.publisher if msgtype == RAW else tester.node.create_publisher(
        kind, '/image_raw/compressed', 5)

    def message(image, stamp_ns):
        if msgtype == RAW:
            return tester.message(image, divmod(stamp_ns, 10**9))
        made = kind(header=tester.header_type(frame_id='test_camera'))
        made.header.stamp.sec, made.header.stamp.nanosec = divmod(stamp_ns, 10**9)
        return filled(made, encode_compressed(image))

    rates = [word for name in RATES for word in ('-p', f'{name}:=0.0')]
    with command('node', '--ros-args', '-p', f'image_transport:={transport}', *rates):
        tester.publisher = publisher
        # The tracks begin anew with another size of images.
        tester.ask(message(np.full((48, 64, 3), 90, np.uint8), times[0] - 10**9))
        answers = []
        for image, stamp in zip(frames, times, strict=True):
            tester.emotions.clear()
            publisher.publish(message(image, stamp))
            tester.wait_until(lambda: tester.emotions, f'the answer to {stamp}')
            answers.append(tester.emotions[0])
    return answers


@pytest.mark.parametrize('msgtype', [RAW, COMPRESSED])
def test_the_same_results(command, tester, portrait, tmp_path, yunet_weights, msgtype):
    reader = pytest.importorskip('rosbags.rosbag2')
    from fer_ros.recordings.image_types import type_store

    bags = BagMaker(tmp_path, cv2.resize(portrait, (480, 480)))
    times = stamps(8, 66_666_667)
    path = bags.write('visit', {'/image_raw': times}, msgtype=msgtype)
    assert main(['bag', str(path), '--out', str(tmp_path / 'out'), '--write-bag']) == 0
    live = published(command, tester, [bags.frame(number) for number in range(8)], times, msgtype)
    with reader.Reader(tmp_path / 'out' / 'visit_emotions') as recorded:
        offline = [type_store().deserialize_cdr(data, connection.msgtype)
                   for connection, _, data in recorded.messages()]
    assert len(live) == len(offline) == 8
    for one, other in zip(live, offline, strict=True):
        assert (one.header.stamp.sec, one.header.stamp.nanosec) == (
            other.header.stamp.sec, other.header.stamp.nanosec)
        assert len(one.emotions) == len(other.emotions) == 1
        for face, same in zip(one.emotions, other.emotions, strict=True):
            assert [getattr(face, name) for name in ('face_id', 'label')] == [
                getattr(same, name) for name in ('face_id', 'label')]
            assert [getattr(face.roi, name) for name in (
                'x_offset', 'y_offset', 'width', 'height')] == [
                getattr(same.roi, name) for name in ('x_offset', 'y_offset', 'width', 'height')]
            for name in ('probabilities', 'raw_probabilities', 'quality', 'valence', 'arousal',
                         'detection_score'):
                np.testing.assert_allclose(getattr(face, name), getattr(same, name), atol=1e-6)
