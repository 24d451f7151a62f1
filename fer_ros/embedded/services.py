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

"""Definitions of the services that fer_ros uses; rosbags has none."""

# As in rcl_interfaces 2.0 and std_srvs 5.3 (ROS 2 Jazzy).
SERVICES = {
    'rcl_interfaces/srv/DescribeParameters': """
string[] names
---
rcl_interfaces/ParameterDescriptor[] descriptors
""",
    'rcl_interfaces/srv/GetParameterTypes': """
string[] names
---
uint8[] types
""",
    'rcl_interfaces/srv/GetParameters': """
string[] names
---
rcl_interfaces/ParameterValue[] values
""",
    'rcl_interfaces/srv/ListParameters': """
uint64 DEPTH_RECURSIVE=0
string[] prefixes
uint64 depth
---
rcl_interfaces/ListParametersResult result
""",
    'rcl_interfaces/srv/SetParameters': """
rcl_interfaces/Parameter[] parameters
---
rcl_interfaces/SetParametersResult[] results
""",
    'rcl_interfaces/srv/SetParametersAtomically': """
rcl_interfaces/Parameter[] parameters
---
rcl_interfaces/SetParametersResult result
""",
    'std_srvs/srv/Empty': '\n---\n',
    'std_srvs/srv/SetBool': """
bool data
---
bool success
string message
""",
    'std_srvs/srv/Trigger': """
---
bool success
string message
""",
}
