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

"""How processes tell each other their nodes: Humble has a form of its own."""

import os
import subprocess
import sys

import pytest

pytest.importorskip('cyclonedds')

SCRIPT = """
from fer_ros import embedded

embedded.init(['test'])
node = embedded.Node('talker')
node.create_publisher(embedded.interface('std_msgs/msg/String'), 'topic', 1)
names = []
while 'talker' not in names:
    embedded.spin_once(node, timeout_sec=0.1)
    names = [info.node_name for info in node.get_publishers_info_by_topic('/topic')]
print(len(embedded.interface('rmw_dds_common/msg/Gid')().data), names)
"""


@pytest.mark.parametrize(('distribution', 'size'), [('humble', 24), ('jazzy', 16)])
def test_identifiers_of_nodes_have_the_size_of_the_distribution(distribution, size):
    """Humble's processes may take all memory when they read another size."""
    result = subprocess.run([sys.executable, '-c', SCRIPT], capture_output=True, text=True,
                            env=os.environ | {'ROS_DISTRO': distribution}, check=False, timeout=60)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1] == f"{size} ['talker']"
