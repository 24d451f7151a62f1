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

"""The examples, as a user runs them."""

import os
from pathlib import Path
import re
import shutil
import subprocess
import sys

import cv2
import numpy as np
import pytest

EXAMPLES = Path(__file__).resolve().parents[1] / 'examples'


@pytest.fixture(scope='module')
def portrait() -> np.ndarray:
    """Return a portrait of a smiling astronaut, BGR."""
    data = pytest.importorskip('skimage.data')
    return np.ascontiguousarray(data.astronaut()[:300, 80:380, ::-1])


@pytest.fixture
def photo(portrait, tmp_path):
    path = tmp_path / 'collins.png'
    cv2.imwrite(str(path), portrait)
    return path


def run(*arguments, folder: Path, **environment: str) -> list[str]:
    """Run Python in a folder; return the lines that it prints."""
    result = subprocess.run([sys.executable, *map(str, arguments)], cwd=folder, text=True,
                            capture_output=True, check=False, env=os.environ | environment)
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()


def test_every_example_is_listed_and_tested():
    names = {path.name for path in EXAMPLES.iterdir() if path.name != 'README.md'
             and path.name[0] not in '._'}
    assert names == {'photos.py', 'webcam.py', 'own_detector.py', 'own_backend',
                     'listener_node.py', 'greeter_node.py', 'hri_faces.py'}
    listed = (EXAMPLES / 'README.md').read_text(encoding='utf-8')
    assert all(name in listed for name in names)


def test_photos(photo, tmp_path):
    code = [line for line in (EXAMPLES / 'photos.py').read_text(encoding='utf-8').splitlines()
            if line and not line.startswith(('#', '"'))]
    assert len(code) <= 10
    lines = run(EXAMPLES / 'photos.py', photo, folder=tmp_path)
    assert any(re.fullmatch(r'collins\.png happy \d+% Box\(.+\)', line) for line in lines)


def test_webcam(portrait, tmp_path):
    """A video file stands for the camera."""
    path = tmp_path / 'video.avi'
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*'MJPG'), 10, (300, 300))
    for _ in range(5):
        writer.write(portrait)
    writer.release()
    lines = run(EXAMPLES / 'webcam.py', path, folder=tmp_path)
    assert len(lines) == 5
    assert all('f1 happy' in line for line in lines)
    assert cv2.imread(str(tmp_path / 'webcam.jpg')).shape == portrait.shape


@pytest.mark.skipif(not hasattr(cv2, 'CascadeClassifier') or not hasattr(cv2, 'data'),
                    reason='this OpenCV has no cascades')
def test_own_detector(photo, tmp_path):
    lines = run(EXAMPLES / 'own_detector.py', photo, folder=tmp_path)
    assert any(re.fullmatch(r'collins\.png happy \d+% Box\(.+\)', line) for line in lines)


def test_own_backend(photo, tmp_path):
    pytest.importorskip('setuptools', minversion='61')
    # As an editable installation has it; pip would download what building a wheel needs.
    package = tmp_path / 'package'
    shutil.copytree(EXAMPLES / 'own_backend', package)
    run('-c', 'from setuptools import setup; setup()', '--quiet', 'egg_info', folder=package)
    path = os.pathsep.join(filter(None, (str(package), os.environ.get('PYTHONPATH'))))
    lines = run('-m', 'fer_ros', 'run', photo, '--backend', 'ensemble', '--model', 'resnet14+cnn',
                folder=tmp_path, PYTHONPATH=path)
    assert any('collins.png: ' in line and 'happy' in line for line in lines)
