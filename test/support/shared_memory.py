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

"""Shared memory that a process uses."""

# ROS 2's own: of Fast DDS, and of LTTng, for which apt's ROS 2 is built with trace points
_OF_ROS = 'fastrtps', 'fastdds', 'lttng-ust'


def own_shared_memory(process):
    """
    Return the files in /dev/shm that a process has mapped, without those of ROS 2 itself.

    :param process: `psutil.Process`
    """
    return [part.path for part in process.memory_maps() if part.path.startswith('/dev/shm')
            and not any(name in part.path for name in _OF_ROS)]
