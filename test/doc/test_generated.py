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

"""The files generated from the settings: up to date, and stale if a default changes."""

from dataclasses import fields
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
import re
import shutil
import subprocess
import sys

from fer_ros.values.node_settings import NodeSettings
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / 'scripts' / 'generate_parameters.py'


@pytest.fixture(scope='module')
def script():
    spec = spec_from_file_location('generate_parameters', SCRIPT)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_generated_files_are_up_to_date(script):
    for name, text in script.generated().items():
        assert (ROOT / name).read_text() == text, f'{name} is stale; run {script.COMMAND}'


def test_the_parameter_file_holds_every_default():
    loaded = yaml.safe_load((ROOT / 'config' / 'fer.yaml').read_text())
    assert loaded == {'/**': {'ros__parameters': {
        spec.name: spec.default for spec in fields(NodeSettings)}}}


@pytest.fixture
def copy(tmp_path):
    """Return a copy of what the script needs."""
    for name in ('config', 'doc', 'fer_ros', 'scripts'):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns('__pycache__'))
    return tmp_path


def run(folder, *options):
    return subprocess.run([sys.executable, 'scripts/generate_parameters.py', *options],
                          cwd=folder, env={'PYTHONPATH': str(folder)}, capture_output=True,
                          text=True, check=False)


def test_the_check_fails_when_a_default_changes(copy):
    assert run(copy, '--check').returncode == 0
    file = copy / 'fer_ros' / 'values' / 'settings.py'
    text, count = re.subn(r'(max_faces: int = setting\(\s*)20', r'\g<1>21', file.read_text())
    assert count == 1
    file.write_text(text)
    result = run(copy, '--check')
    assert result.returncode == 1
    assert '+    max_faces: 21\n' in result.stdout
    assert '+| `max_faces` | `21` |' in result.stdout
    assert 'run python scripts/generate_parameters.py' in result.stderr
    assert run(copy).returncode == 0
    assert run(copy, '--check').returncode == 0


def test_a_page_without_a_place_for_the_table_is_an_error(script):
    with pytest.raises(ValueError, match='must have one table'):
        script.page('# Parameters\n')
