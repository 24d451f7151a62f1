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
"""Reads parameter files of ROS 2, matches them to a node and checks them."""

from fer_ros.parameter_files.check import check_parameter, check_parameter_file
from fer_ros.parameter_files.files import load_parameters, matches
from fer_ros.parameter_files.ros_yaml import load

__all__ = ['check_parameter', 'check_parameter_file', 'load', 'load_parameters', 'matches']
