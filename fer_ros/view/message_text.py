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

"""The definition of EmotionArray as one text (`ros2msg`), for programs that know no ROS."""

from __future__ import annotations

from fer_ros.system import share_dir

EMOTION_ARRAY = 'fer_ros/msg/EmotionArray'
_SEPARATOR = f"\n{'=' * 80}\n"
# The messages of ROS 2 that it uses (std_msgs, sensor_msgs, builtin_interfaces: the same in every
# version). Without ROS 2 there are no files of them.
_USED = {
    'std_msgs/Header': 'builtin_interfaces/Time stamp\nstring frame_id\n',
    'builtin_interfaces/Time': 'int32 sec\nuint32 nanosec\n',
    'sensor_msgs/RegionOfInterest':
        'uint32 x_offset\nuint32 y_offset\nuint32 height\nuint32 width\nbool do_rectify\n'}


def message_text() -> str:
    """Return EmotionArray and the definitions of all messages that it contains."""
    folder = share_dir() / 'msg'
    own = {name: (folder / f'{name}.msg').read_text(encoding='utf-8')
           for name in ('EmotionArray', 'Emotion')}
    used = {'fer_ros/Emotion': own['Emotion'], **_USED}
    return own['EmotionArray'] + ''.join(
        f'{_SEPARATOR}MSG: {name}\n{text}' for name, text in used.items())
