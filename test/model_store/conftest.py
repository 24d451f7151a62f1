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

"""Manifests and folders for the tests of the model store."""

from __future__ import annotations

from collections.abc import Callable
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def content() -> dict[str, Any]:
    """Return the content of a valid manifest, as JSON gives it, to be changed by a test."""
    return {
        'name': 'tiny', 'file': 'tiny.onnx', 'sha256': hashlib.sha256(b'network').hexdigest(),
        'description': 'A model for tests', 'licence': 'Apache-2.0',
        'input': {'width': 48, 'height': 48, 'color': 'gray', 'scale': 1 / 255, 'mean': [0.0],
                  'std': [1.0], 'layout': 'NHWC', 'margin': 0.0},
        'output': 'probabilities',
        'labels': ['neutral', 'happiness', 'surprise', 'sadness', 'anger', 'disgust', 'fear',
                   None],
        'training': {'data': 'none', 'seed': 1, 'versions': {'keras': '3'}},
        'metrics': {'PublicTest': {'accuracy': 0.5, 'macro_f1': 0.4}},
    }


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
            without_packages: None) -> dict[str, Path]:
    """Let models be searched in empty folders only: two named, the cache and the shipped."""
    found = {name: tmp_path / name for name in ('first', 'second')}
    found['cache'] = tmp_path / 'home-cache' / 'fer_ros'
    found['shipped'] = tmp_path / 'share' / 'models'
    for folder in found.values():
        folder.mkdir(parents=True)
    named = str(found['first']), str(found['second'])
    monkeypatch.setenv('FER_ROS_MODELS', os.pathsep.join(named))
    monkeypatch.setenv('XDG_CACHE_HOME', str(found['cache'].parent))
    monkeypatch.setattr('fer_ros.model_store.folders.share_dir', lambda: tmp_path / 'share')
    return found


@pytest.fixture
def put(content: dict[str, Any]) -> Callable[..., Path]:
    """Return the function that puts a model into a folder and gives its manifest's path."""
    def write(folder: Path, name: str, **changes: Any) -> Path:
        entries = {**content, 'name': name, 'file': f'{name}.onnx', **changes}
        (folder / f'{name}.onnx').write_bytes(b'network')
        path = folder / f'{name}.json'
        path.write_text(json.dumps(entries))
        return path
    return write
