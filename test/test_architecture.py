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

"""Which part may import which; heavy packages are imported in few places, and late."""

import ast
import os
from pathlib import Path
import subprocess
import sys

from fer_ros.system import install_line
import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / 'fer_ros'
# What each part of fer_ros may import; doc/design.md prints it. Parts are folders or single files.
MAY_IMPORT = {
    'values': (),
    'system': ('values',),
    'registry': ('values', 'system'),
    'codec': ('values', 'system'),
    'model_store': ('values', 'system'),
    'tracking': ('values',),
    'events': ('values', 'tracking'),
    'drawing': ('values',),
    'page': (),
    'sources': ('values', 'system', 'codec'),
    'outputs': ('values', 'system', 'events', 'drawing', 'page'),
    'detectors': ('values', 'system', 'registry', 'codec', 'model_store'),
    'classifiers': ('values', 'system', 'registry', 'codec', 'model_store'),
    'pipeline': ('values', 'system', 'codec', 'model_store', 'tracking', 'drawing', 'detectors',
                 'classifiers'),
    'recordings': ('values', 'system', 'codec', 'tracking', 'page', 'outputs', 'pipeline'),
    'training': ('values', 'system', 'registry', 'model_store', 'page', 'detectors',
                 'classifiers'),
    'parameter_files': ('values', 'system'),
    'embedded': ('values', 'system', 'parameter_files'),
    'ros': ('values', 'system', 'embedded'),
    'view': ('values', 'system', 'codec', 'events', 'drawing', 'outputs'),
    'node': ('values', 'system', 'parameter_files', 'codec', 'tracking', 'events', 'drawing',
             'sources', 'outputs', 'classifiers', 'pipeline', 'ros', 'view'),
    'feeds': ('values', 'codec', 'sources', 'pipeline', 'ros', 'view', 'node'),
    'launching': ('values', 'parameter_files'),
    'demo': ('values', 'codec', 'drawing', 'outputs', 'ros', 'node'),
    'benchmark': ('values', 'system', 'codec', 'model_store', 'tracking', 'drawing', 'sources',
                  'detectors', 'classifiers', 'pipeline', 'recordings', 'ros', 'node'),
    'cli': ('values', 'system', 'model_store', 'events', 'drawing', 'sources', 'outputs',
            'detectors', 'classifiers', 'pipeline', 'recordings', 'training', 'ros', 'view',
            'node', 'feeds', 'demo', 'benchmark')}
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
            assert part == home or part in MAY_IMPORT[home], f'{path} imports {name}'
        if package == 'rclpy' or name.startswith('fer_ros.embedded'):
            assert home in ('ros', 'embedded'), f'{path} imports {name}'
        if package == 'cyclonedds':
            assert home == 'embedded', f'{path} imports {name}'
        if package == 'rosbags':
            assert home == 'embedded' or (home == 'recordings' and not at_top), (
                f'{path} imports {name}')
        if package in ('pyarrow', 'mcap', 'distributed', 'fsspec'):
            assert home in ('recordings', 'outputs') and not at_top, f'{path} imports {name}'
        if package in ('tensorflow', 'keras', 'tf2onnx', 'deepface'):
            allowed = home == 'training' or path.parts[-2:] in BACKENDS
            assert allowed and not at_top, f'{path} imports {name}'
        if package in ('onnxruntime', 'matplotlib', 'skimage', 'foxglove'):
            assert not at_top, f'{path} imports {name} where it is imported itself'


def test_the_table_is_complete_and_has_no_circle():
    parts = {path.name.removesuffix('.py') for path in PACKAGE.iterdir()
             if path.name[0] != '_' and path.suffix in ('', '.py')}
    assert parts == set(MAY_IMPORT)
    # A part may import only parts that stand above it in the table.
    above: set[str] = set()
    for part, allowed in MAY_IMPORT.items():
        assert set(allowed) <= above, f'{part} stands above what it imports'
        above.add(part)


def test_the_design_page_prints_the_table():
    rows = [f"| `{part}` | {' '.join(f'`{name}`' for name in allowed) or 'none'} |"
            for part, allowed in MAY_IMPORT.items()]
    assert '\n'.join(('| part | may import |', '|---|---|', *rows)) in (
        ROOT / 'doc' / 'design.md').read_text(encoding='utf-8')


def test_no_folder_for_generated_messages():
    """A fer_ros/msg of the source tree would hide the one that rosidl generates."""
    assert not (PACKAGE / 'msg').exists()


def test_the_default_path_stays_light():
    """The pipeline, which is what the node loads, brings no training and no plotting."""
    code = ('import sys; from fer_ros.pipeline import Pipeline; '
            'from fer_ros.values.settings import Settings; Pipeline.load(Settings()); '
            'print([name for name in ("tensorflow", "keras", "torch", "matplotlib", "skimage", '
            '"scipy", "deepface", "rclpy") if name in sys.modules])')
    assert subprocess.run([sys.executable, '-c', code], capture_output=True, text=True,
                          check=True).stdout.strip() == '[]'


@pytest.mark.parametrize(('missing', 'arguments', 'said'), [
    ('cyclonedds', ['node'], 'install ROS 2'),
    ('rosbags', ['echo'], install_line('cyclonedds>=11,<12', 'rosbags')),
    ('skimage,matplotlib', ['demo'], install_line('matplotlib', 'scikit-image')),
    ('skimage,matplotlib', ['run', 'demo'], install_line('matplotlib', 'scikit-image')),
    ('keras', ['train', 'cnn', '--data', '{data}', '--out', '{out}'],
     install_line('train')),
    ('keras', ['export', '--model', 'x.keras', '--data', '{data}', '--out', '{out}'],
     install_line('train')),
    ('keras', ['evaluate', '--model', 'fer', '--data', '{data}', '--out', '{out}'],
     install_line('keras')),
    ('skimage,matplotlib', ['benchmark', 'smoothing'], install_line('matplotlib', 'scikit-image')),
    ('sklearn', ['evaluate', '--data', '{data}', '--out', '{out}'],
     install_line('evaluate')),
    ('matplotlib', ['explore', '--data', '{data}', '--out', '{out}'],
     install_line('evaluate')),
    ('tensorflow', ['run', '{photo}', '--backend', 'keras', '--model', 'x.keras'], 'x.keras'),
    ('deepface', ['run', '{photo}', '--backend', 'deepface'], install_line('deepface')),
    ('aiohttp', ['view', '{photo}'], install_line('view')),
    ('foxglove', ['view', '{photo}', '--port', '0', '--foxglove', '0'], install_line('foxglove')),
    ('onnxruntime', ['run', '{photo}'], install_line('onnxruntime'))])
def test_a_missing_package_is_named_with_the_line_to_type(tmp_path, missing, arguments, said):
    import cv2
    import numpy as np

    if missing == 'keras':
        pytest.importorskip('sklearn')  # which is looked for first
    photo, data = tmp_path / 'photo.png', tmp_path / 'data.npz'
    cv2.imwrite(str(photo), np.zeros((64, 64, 3), np.uint8))
    np.savez(data, pixels=np.zeros((14, 48, 48), np.uint8), emotion=np.arange(14) % 7,
             usage=np.array(['Training', 'PublicTest'] * 7))
    words = [word.format(photo=photo, data=data, out=tmp_path) for word in arguments]
    code = (f'import sys; sys.modules.update(dict.fromkeys({missing.split(",")}))\n'
            f'from fer_ros.cli.main import main; '
            f'sys.exit(main({words!r}))')
    embedded = {'FER_ROS_RUNTIME': 'embedded'} if missing in ('cyclonedds', 'rosbags') else {}
    result = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True,
                            check=False, timeout=120, env=os.environ | embedded)
    assert result.returncode == 1
    assert said in result.stderr
    assert 'Traceback' not in result.stderr
