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

"""The example of a node that receives the emotions, with the launch file."""

import re

from helpers import ROOT, stop


def test_a_node_that_takes_emotions(ros2):
    script = ROOT / 'examples' / 'listener_node.py'
    launch = ros2.start('ros2 launch fer_ros fer.launch.py camera:=file')
    listener = ros2.start(f'timeout -s INT 60 python3 {script}')
    try:
        # With some settings Cyclone DDS says first which interface it uses.
        line = next((line for line in listener.stdout if 'interface' not in line), '')
    finally:
        stop(listener)
        stop(launch)
    assert re.fullmatch(r'f\d+ \w+ \d+%\n', line)
