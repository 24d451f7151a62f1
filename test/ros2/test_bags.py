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
"""The recipes of doc/node.md for bags, with a real `ros2 bag play`."""

import json

from helpers import stop
import pytest

SECONDS = 4
AGE_S = 3600


@pytest.fixture(scope='module')
def bag(ros2, tmp_path_factory):
    """Return a bag of portraits, recorded an hour ago by its stamps."""
    if ros2.run('ros2 bag --help')[0] != 0:
        pytest.skip('ros2 bag is not installed')
    folder = tmp_path_factory.mktemp('bag')
    (folder / 'record.py').write_text(RECORD)
    code, output = ros2.run(f'python3 {folder}/record.py {folder}/portraits')
    assert code == 0, output
    return folder / 'portraits'


RECORD = f"""
import sys
import time
from fer_ros.codec import encode_image
from fer_ros.sources import open_source
from rclpy.serialization import serialize_message
import rosbag2_py
from sensor_msgs.msg import Image

writer = rosbag2_py.SequentialWriter()
writer.open(rosbag2_py.StorageOptions(uri=sys.argv[1], storage_id='sqlite3'),
            rosbag2_py.ConverterOptions('cdr', 'cdr'))
topic = dict(name='/head/image_raw', type='sensor_msgs/msg/Image', serialization_format='cdr')
try:
    writer.create_topic(rosbag2_py.TopicMetadata(id=0, **topic))
except TypeError:  # Humble
    writer.create_topic(rosbag2_py.TopicMetadata(**topic))
start = time.time_ns() - {AGE_S} * 10**9
for number, frame in zip(range({SECONDS} * 15), open_source('demo').frames()):
    stamp = start + int(frame.stamp * 1e9)
    message = Image()
    for name, value in encode_image(frame.image).items():
        setattr(message, name, value)
    message.header.stamp.sec, message.header.stamp.nanosec = divmod(stamp, 10**9)
    message.header.frame_id = 'bag'
    writer.write('/head/image_raw', serialize_message(message), stamp)
"""
LISTEN = """
import json
import time
from diagnostic_msgs.msg import DiagnosticArray
from fer_ros.msg import EmotionArray
import rclpy

rclpy.init()
node = rclpy.create_node('listener')
results, latencies = [], []
node.create_subscription(EmotionArray, '/fer/emotions', lambda message: results.append((
    message.header.stamp.sec + message.header.stamp.nanosec * 1e-9,
    [emotion.face_id for emotion in message.emotions])), 100)
node.create_subscription(DiagnosticArray, '/diagnostics', lambda message: latencies.extend(
    float(value.value.split()[0]) for status in message.status for value in status.values
    if value.key.startswith('latency') and value.value and results), 10)
end = time.monotonic() + 90
looped = lambda: any(later[0] < earlier[0] for earlier, later in zip(results, results[1:]))
while time.monotonic() < end and not (
        len(results) >= 20 and latencies and (looped() if WAIT_FOR_LOOP else True)):
    rclpy.spin_once(node, timeout_sec=0.1)
print(json.dumps({'results': results, 'latencies': latencies, 'looped': looped()}))
"""


@pytest.mark.parametrize('options', ['--clock', '--clock --loop', '--clock --rate 0.5'])
def test_recipes(ros2, bag, tmp_path, options):
    """Results have the bag's stamps, and latencies are counted in its time."""
    (tmp_path / 'listen.py').write_text(
        LISTEN.replace('WAIT_FOR_LOOP', str('loop' in options)))
    launch = ros2.start('ros2 launch fer_ros fer.launch.py image_topic:=/head/image_raw '
                        'use_sim_time:=true qos_reliability:=reliable qos_depth:=5')
    for line in launch.stdout:
        if 'Waiting for images on /head/image_raw' in line:
            break
    listener = ros2.start(f'python3 {tmp_path}/listen.py')
    # Repeated where the recipe plays once, so that a slow start of the listener does not matter
    player = ros2.start(f'timeout -s INT 100 ros2 bag play {bag} {options}'
                        + ('' if 'loop' in options else ' --loop'))
    try:
        output = listener.communicate(timeout=120)[0]
    finally:
        stop(listener)
        stop(player)
        log = stop(launch)
    heard = json.loads(output.splitlines()[-1])
    assert len(heard['results']) >= 20, log
    stamps = [stamp for stamp, _ in heard['results']]
    assert max(stamps) - min(stamps) < SECONDS
    assert sum(bool(faces) for _, faces in heard['results']) >= 0.8 * len(stamps)
    assert heard['latencies'] and max(map(abs, heard['latencies'])) < 1000 * AGE_S / 10
    assert heard['looped'] or 'loop' not in options
    assert 'Traceback' not in log
