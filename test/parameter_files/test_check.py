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
"""Nothing in a parameter file is ignored in silence."""

from pathlib import Path

from fer_ros.parameter_files import check_parameter, check_parameter_file, matches
from fer_ros.values.errors import SettingError
import pytest

CONFIG = Path(__file__).resolve().parents[2] / 'config/fer.yaml'


@pytest.mark.parametrize(('name', 'value', 'said'), [
    ('smothing_time', 0.5, "unknown setting 'smothing_time', did you mean 'smoothing_time'?"),
    ('anonymise', True, "did you mean 'anonymize'?"),
    ('robot_radius', 0.3, "unknown setting 'robot_radius'"),
    ('anonymize', 'ture', "anonymize must be of type bool, but got 'ture' (str)"),
    ('max_faces', 0, 'max_faces must be in [1, 1000], but got 0'),
    ('smoothing_time', 1, 'smoothing_time must be of type float, but got 1: write 1.0'),
    ('qos_overrides./image_raw.subscripton.reliability', 'reliable',
     'must be qos_overrides./TOPIC.subscription.POLICY')])
def test_what_the_node_would_not_take_is_an_error(name, value, said):
    with pytest.raises(SettingError) as caught:
        check_parameter(name, value)
    assert said in str(caught.value)


@pytest.mark.parametrize(('name', 'value'), [
    ('use_sim_time', True), ('smoothing_time', 1.0), ('anonymize', True),
    ('qos_overrides./front/image_raw.subscription.reliability', 'reliable')])
def test_what_the_node_takes_passes(name, value):
    check_parameter(name, value)


def test_the_shipped_file_passes():
    check_parameter_file(CONFIG, '/robot/fer')


@pytest.mark.parametrize(('content', 'said'), [
    ('/**: {ros__parameters: {anonymise: true}}', "'anonymise', did you mean 'anonymize'?"),
    ('robot: {fer: {ros__parameters: {anonymise: true}}}', "did you mean 'anonymize'?"),
    ('fer_node: {ros__parameters: {anonymize: true}}',
     'has no parameters for the node /robot/fer, but for /fer_node: the name above'),
    ('/**: {anonymize: true}', 'is not a parameter file'),
    ('/**: {ros__parameters: true}', 'must hold names and values'),
    ('{', 'cannot read the parameter file')])
def test_files(tmp_path, content, said):
    path = tmp_path / 'p.yaml'
    path.write_text(content)
    with pytest.raises(SettingError) as caught:
        check_parameter_file(path, '/robot/fer')
    assert said in str(caught.value) and (str(path) in str(caught.value) or '/**' in content)


def test_sections_of_other_nodes_are_theirs(tmp_path):
    path = tmp_path / 'p.yaml'
    path.write_text('amcl: {ros__parameters: {alpha1: 0.2}}\n'
                    '/robot/fer: {ros__parameters: {anonymize: true}}')
    check_parameter_file(path, '/robot/fer')


@pytest.mark.parametrize(('path', 'said'), [
    ('/nowhere/p.yaml', 'No such file'), ('/', 'Is a directory')])
def test_a_file_that_cannot_be_read(path, said):
    with pytest.raises(SettingError, match=said):
        check_parameter_file(Path(path), '/fer')


@pytest.mark.parametrize(('pattern', 'matched'), [
    ('/**', True), ('/robot/fer', True), ('robot/fer', True), ('/**/fer', True), ('/*/fer', True),
    ('/fer', False), ('/*', False), ('/robot/fer2', False)])
def test_node_patterns(pattern, matched):
    assert matches(pattern, '/robot/fer') is matched
