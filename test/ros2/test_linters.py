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

"""The ament linters that users' continuous integration runs."""

from catkin_pkg.package import parse_package
from helpers import ROOT
import pytest


@pytest.mark.parametrize(('linter', 'needs'), [
    ('ament_copyright', ''), ('ament_flake8', 'flake8'), ('ament_pep257', 'pydocstyle')])
def test_linter(ros2_only, linter, needs):
    if ros2_only.run(f'python3 -c "import ament_{linter[6:]}.main"')[0] != 0:
        pytest.skip(f"{linter} or what it needs ({needs or 'nothing'}) is not installed")
    folders = 'examples fer_ros launch scripts setup.py test'
    # With the interpreter of the tests, not with that of the tool's first line
    code, output = ros2_only.run(
        f'cd {ROOT} && python3 -c "import sys; from ament_{linter[6:]}.main import main; '
        f'sys.exit(main())" {folders}', 300)
    assert code == 0, '\n'.join(line for line in output.splitlines()
                                if not line.startswith(('checking', '*')))


def test_package_xml():
    warnings = []
    package = parse_package(str(ROOT / 'package.xml'), warnings=warnings)
    assert not warnings
    assert package.package_format == 3
    assert {depend.name for depend in package.exec_depends} >= {
        'rclpy', 'sensor_msgs', 'diagnostic_msgs', 'std_srvs', 'visualization_msgs', 'launch_ros'}
