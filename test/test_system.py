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

"""The data files: where they are found, and that they agree with the code."""

from dataclasses import asdict
from pathlib import Path
import re
import shutil
import sys
import sysconfig

from fer_ros.system import EXTRAS, install_line, share_dir
from fer_ros.values.errors import FerRosError
from fer_ros.values.labels import LABELS, UNKNOWN
from fer_ros.values.node_settings import NodeSettings
import pytest
import yaml


def fill(share: Path) -> Path:
    """Make `share` look like the package's share folder."""
    (share / 'msg').mkdir(parents=True)
    (share / 'package.xml').write_text('<package/>')
    return share


def module_in(folder: Path) -> Path:
    """Return the path of the module, made in `folder`."""
    module = folder / 'fer_ros' / 'system.py'
    module.parent.mkdir(parents=True)
    module.touch()
    return module


def test_the_package_finds_its_own_files():
    share = share_dir()
    assert (share / 'msg' / 'EmotionArray.msg').is_file()
    assert (share / 'models' / 'cnn.json').is_file()
    assert (share / 'config' / 'fer.yaml').is_file()
    assert (share / 'launch' / 'fer.launch.py').is_file()


def test_a_checkout(tmp_path: Path):
    fill(tmp_path / 'checkout')
    assert share_dir(str(module_in(tmp_path / 'checkout'))) == tmp_path / 'checkout'


@pytest.mark.parametrize('modules', [
    'lib/python3.12/site-packages',              # pip, colcon
    'local/lib/python3.10/dist-packages',        # Debian and Ubuntu
    'Lib/site-packages'])                        # Windows
def test_an_installation(tmp_path: Path, modules: str):
    share = fill(tmp_path / 'prefix' / 'share' / 'fer_ros')
    assert share_dir(str(module_in(tmp_path / 'prefix' / modules))) == share


def test_the_nearest_prefix_wins(tmp_path: Path):
    fill(tmp_path / 'share' / 'fer_ros')
    inner = fill(tmp_path / 'venv' / 'share' / 'fer_ros')
    assert share_dir(str(module_in(tmp_path / 'venv/lib/python3.12/site-packages'))) == inner


def test_a_symlinked_module_belongs_to_the_prefix_of_its_link(tmp_path: Path):
    fill(tmp_path / 'checkout')
    target = module_in(tmp_path / 'checkout')
    share = fill(tmp_path / 'install' / 'share' / 'fer_ros')
    packages = tmp_path / 'install' / 'lib' / 'python3.12' / 'site-packages'
    packages.mkdir(parents=True)
    (packages / 'fer_ros').symlink_to(target.parent, target_is_directory=True)
    assert share_dir(str(packages / 'fer_ros' / 'system.py')) == share


@pytest.mark.parametrize('missing', ['package.xml', 'msg', 'all'])
def test_an_incomplete_installation_is_said_so(tmp_path: Path, missing: str):
    share = tmp_path / 'prefix' / 'share' / 'fer_ros'
    if missing != 'all':
        fill(share)
    if missing == 'package.xml':
        (share / 'package.xml').unlink()
    elif missing == 'msg':
        (share / 'msg').rmdir()
    module = module_in(tmp_path / 'prefix' / 'lib' / 'python3.12' / 'site-packages')
    with pytest.raises(FerRosError) as caught:
        share_dir(str(module))
    assert str(module) in str(caught.value)
    assert 'share/fer_ros' in str(caught.value)


def test_the_parameter_file_holds_the_settings_and_their_defaults():
    content = yaml.safe_load((share_dir() / 'config' / 'fer.yaml').read_text())
    assert list(content) == ['/**']
    assert list(content['/**']) == ['ros__parameters']
    parameters = content['/**']['ros__parameters']
    defaults = asdict(NodeSettings())
    assert parameters == defaults
    # 20 == 20.0 and 1 == True, but a parameter has one type.
    assert [type(parameters[name]) for name in defaults] == [*map(type, defaults.values())]


def test_the_message_names_the_labels():
    text = (share_dir() / 'msg' / 'Emotion.msg').read_text()
    constants = re.findall(r'^string ([A-Z]+)="([^"]*)"$', text, re.MULTILINE)
    assert constants == [(label.upper(), label) for label in (*LABELS, UNKNOWN)]


@pytest.mark.parametrize(('managed', 'packages', 'line'), [
    (False, ['matplotlib', 'scikit-image'], 'pip install matplotlib scikit-image'),
    (False, ['keras'], 'pip install tensorflow'),
    (False, ['opencv-python-headless<5'], "pip install 'opencv-python-headless<5'"),
    (True, ['onnxruntime'], 'pip install --break-system-packages onnxruntime'),
    (True, ['matplotlib', 'scikit-image'],
     'sudo apt install python3-matplotlib python3-skimage'),
    (True, ['train'], 'pip install --break-system-packages matplotlib scikit-learn tensorflow '
                      'onnx tf2onnx')])
def test_the_line_that_installs_works_here(tmp_path, monkeypatch, managed, packages, line):
    """Debian's and Ubuntu's Python takes packages from pip only on request."""
    if managed:
        (tmp_path / 'EXTERNALLY-MANAGED').touch()
    monkeypatch.setattr(sysconfig, 'get_path', lambda name: str(tmp_path))
    monkeypatch.setattr(sys, 'prefix', sys.base_prefix)
    monkeypatch.setattr(shutil, 'which', lambda name: '/usr/bin/apt-get')
    assert install_line(*packages) == line


def test_the_extras_are_those_of_setup_py():
    text = (Path(__file__).resolve().parents[1] / 'setup.py').read_text()
    listed = re.findall(r"^        '([a-z-]+)': ", text, re.MULTILINE)
    assert set(EXTRAS) == {*listed} - {'test', 'check'}
    for name, packages in EXTRAS.items():
        for package in packages:
            assert re.search(rf"'{re.escape(package.partition('<')[0])}\b", text), (name, package)
