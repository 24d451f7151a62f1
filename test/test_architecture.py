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

"""The floors: a module imports from its own floor or below; heavy packages have their places."""

import ast
from pathlib import Path
import subprocess
import sys

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / 'fer_ros'
FLOORS = {
    'values': 1,
    'codec': 2, 'detectors': 2, 'classifiers': 2, 'drawing': 2, 'sources': 2, 'outputs': 2,
    'model_store': 2, 'tracking': 2,
    'pipeline': 3,
    'ros': 4, 'embedded': 4, 'node': 4,
    'demo': 5, 'benchmark': 5, 'cli': 5, 'launching': 5}
# Beside the floors: it may use the lower two, and only the command line uses it.
TRAINING = 'training'
# The backends that run on these, which import them when one is built, and the peers
BACKENDS = (('classifiers', 'keras.py'), ('classifiers', 'deepface.py'),
            ('benchmark', 'peers.py'))
MODULES = sorted(PACKAGE.rglob('*.py'))


def _imports(path):
    """Return (module, whether at the top of the file) of each import."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f'relative import in {path}'
            names = [node.module]
            if node.module == 'fer_ros':
                names = [f'fer_ros.{alias.name}' for alias in node.names]
        for name in names:
            yield name, node in tree.body


def _part(name):
    """Return the part of fer_ros that a module belongs to, '' for none."""
    words = name.split('.')
    return words[1] if words[0] == 'fer_ros' and len(words) > 1 else ''


def _home(path):
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix('.py')


@pytest.mark.parametrize('path', MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module(path):
    home = _home(path)
    for name, at_top in _imports(path):
        part, package = _part(name), name.split('.')[0]
        if part and part != '__version__' and home not in ('__init__', '__main__'):
            if part == TRAINING:
                assert home in ('cli', TRAINING), f'{path} imports {name}'
            elif home == TRAINING:
                assert FLOORS[part] <= 2, f'{path} imports {name}'
            else:
                assert FLOORS[part] <= FLOORS[home], f'{path} imports {name}'
        if package == 'rclpy' or name.startswith('fer_ros.embedded'):
            assert home in ('ros', 'embedded'), f'{path} imports {name}'
        if package in ('cyclonedds', 'rosbags'):
            assert home == 'embedded', f'{path} imports {name}'
        if package in ('tensorflow', 'keras', 'tf2onnx', 'deepface'):
            allowed = home == TRAINING or path.parts[-2:] in BACKENDS
            assert allowed and not at_top, f'{path} imports {name}'
        if package in ('onnxruntime', 'matplotlib', 'skimage'):
            assert not at_top, f'{path} imports {name} where it is imported itself'


def test_every_folder_has_a_floor():
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name[0] != '_'}
    assert folders == set(FLOORS) - {'ros'} | {TRAINING}


def test_no_folder_for_generated_messages():
    """A fer_ros/msg of the source tree would hide the one that rosidl generates."""
    assert not (PACKAGE / 'msg').exists()


def test_the_default_path_stays_light():
    """The pipeline, which is what the node loads, brings no training and no plotting."""
    code = ('import sys; from fer_ros.pipeline import Pipeline; '
            'from fer_ros.values.settings import Settings; Pipeline(Settings()); '
            'print([name for name in ("tensorflow", "keras", "torch", "matplotlib", "skimage", '
            '"scipy", "deepface", "rclpy") if name in sys.modules])')
    assert subprocess.run([sys.executable, '-c', code], capture_output=True, text=True,
                          check=True).stdout.strip() == '[]'


@pytest.mark.parametrize(('missing', 'arguments', 'said'), [
    ('cyclonedds', ['node'], 'install ROS 2'),
    ('rosbags', ['echo'], "pip install 'cyclonedds>=11,<12' rosbags"),
    ('skimage', ['demo'], "pip install 'fer_ros[demo]'"),
    ('skimage', ['run', 'demo'], "pip install 'fer_ros[demo]'"),
    ('keras', ['train', 'cnn', '--data', '{data}', '--out', '{out}'],
     "pip install 'fer_ros[train]'"),
    ('sklearn', ['evaluate', '--data', '{data}', '--out', '{out}'],
     "pip install 'fer_ros[evaluate]'"),
    ('matplotlib', ['explore', '--data', '{data}', '--out', '{out}'],
     "pip install 'fer_ros[evaluate]'"),
    ('tensorflow', ['run', '{photo}', '--backend', 'keras', '--model', 'x.keras'], 'x.keras'),
    ('deepface', ['run', '{photo}', '--backend', 'deepface'], "pip install 'fer_ros[deepface]'"),
    ('onnxruntime', ['run', '{photo}'], 'pip install onnxruntime')])
def test_a_missing_package_is_named_with_the_line_to_type(tmp_path, missing, arguments, said):
    import cv2
    import numpy as np

    photo, data = tmp_path / 'photo.png', tmp_path / 'data.npz'
    cv2.imwrite(str(photo), np.zeros((64, 64, 3), np.uint8))
    np.savez(data, pixels=np.zeros((14, 48, 48), np.uint8), emotion=np.arange(14) % 7,
             usage=np.array(['Training', 'PublicTest'] * 7))
    words = [word.format(photo=photo, data=data, out=tmp_path) for word in arguments]
    code = (f'import sys; sys.modules[{missing!r}] = None; from fer_ros.cli.main import main; '
            f'sys.exit(main({words!r}))')
    result = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True,
                            check=False)
    assert result.returncode == 1
    assert said in result.stderr
    assert 'Traceback' not in result.stderr
