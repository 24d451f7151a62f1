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

"""The changelog: catkin_pkg can read it, and it describes the current version."""

from pathlib import Path
import re
import xml.etree.ElementTree as ElementTree

from fer_ros import __version__
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.filterwarnings('ignore:nodes.Node.traverse:DeprecationWarning')
@pytest.mark.filterwarnings('ignore:nodes.Node.traverse:PendingDeprecationWarning')
def test_the_changelog_describes_this_version():
    changelog = pytest.importorskip('catkin_pkg.changelog')
    versions = list(changelog.get_changelog_from_path(str(ROOT / 'CHANGELOG.rst'))
                    .foreach_version(reverse=True))
    version, _, (content,) = versions[0]
    assert version == __version__
    assert re.findall(r'^\* (\w+)$', str(content), re.MULTILINE) == ['Added', 'Changed', 'Fixed']


def test_package_xml_has_this_version():
    version = ElementTree.parse(ROOT / 'package.xml').findtext('version')
    assert version == __version__
