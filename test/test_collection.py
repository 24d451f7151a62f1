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

"""No plugin and no missing package can make whole folders of tests disappear."""

import ast
import os
from pathlib import Path
import subprocess
import sys

import pytest

ROOT = Path(__file__).resolve().parents[1]
# What launch_testing's plugin does: it imports each module to look for a launch description.
PLUGIN = """
import runpy

def pytest_pycollect_makemodule(module_path, parent):
    runpy.run_path(str(module_path))
"""
SKIPPING = 'import pytest\npytest.importorskip("not_installed")\ndef test(): pass\n'


def test_a_module_that_skips_itself_takes_no_other_along(tmp_path):
    """The plugins that a sourced ROS 2 brings are switched off."""
    site, tests = tmp_path / 'site', tmp_path / 'tests'
    tests.mkdir()
    for name in ('launch_testing', 'launch_ros', 'launch_pytest'):
        information = site / f'{name}-1.0.dist-info'
        information.mkdir(parents=True)
        (site / f'{name}_plugin.py').write_text(PLUGIN)
        (information / 'METADATA').write_text(
            f'Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n')
        (information / 'entry_points.txt').write_text(f'[pytest11]\n{name} = {name}_plugin\n')
    (tests / 'test_a.py').write_text(SKIPPING)
    (tests / 'test_b.py').write_text('def test(): pass\n')
    result = subprocess.run(
        [sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider', '-c',
         str(ROOT / 'pyproject.toml'), '--rootdir', str(tests), str(tests)],
        env=os.environ | {'PYTHONPATH': str(site)}, capture_output=True, text=True, check=False)
    assert '1 passed, 1 skipped' in result.stdout, result.stdout + result.stderr


def calls_at_import(path):
    """Return the names of the functions that a module calls while it is imported."""
    todo, names = [*ast.parse(path.read_text()).body], set()
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Call):
            names.add(getattr(node.func, 'attr', getattr(node.func, 'id', '')))
        if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            todo.extend(ast.iter_child_nodes(node))
    return names


@pytest.mark.parametrize('path', sorted((ROOT / 'test').rglob('conftest.py')),
                         ids=lambda path: path.parent.name)
def test_no_conftest_skips_its_folder(path):
    """Under pytest 7 it would take the folders beside it along, too."""
    assert not calls_at_import(path) & {'skip', 'importorskip'}
