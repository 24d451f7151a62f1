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

"""
Facial emotion recognition for service robots.

The names in `__all__` are the public Python API. Each is imported when it is first used, so that
`import fer_ros` stays fast.
"""

from importlib import import_module
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fer_ros.classifiers import Classifier
    from fer_ros.detectors import Detector
    from fer_ros.drawing import annotate
    from fer_ros.pipeline import Pipeline
    from fer_ros.sources import open_source
    from fer_ros.values.faces import Box, Face, FaceEmotion
    from fer_ros.values.labels import LABELS
    from fer_ros.values.settings import Settings

# ONNX Runtime tells its maker of every session, over the network, unless this is set before it is
# imported (its Privacy.md). What fer_ros sees is nobody's business.
os.environ.setdefault('ORT_DISABLE_TELEMETRY', '1')
# OpenCV reads it as it is loaded, which happens after this: a photo or a picture of a data set
# may have 16384x16384 pixels, where OpenCV by itself would take the memory for four times that.
os.environ.setdefault('OPENCV_IO_MAX_IMAGE_PIXELS', str(16384 * 16384))
# OpenCV ends a video after this many packets without a frame, by default 4096: a long still scene
# with sound has more.
os.environ.setdefault('OPENCV_FFMPEG_READ_ATTEMPTS', '1000000')

__version__ = '0.2.0'

__all__ = ['LABELS', 'Box', 'Classifier', 'Detector', 'Face', 'FaceEmotion', 'Pipeline',
           'Settings', 'annotate', 'open_source']

_MODULES = {
    'LABELS': 'values.labels', 'Box': 'values.faces', 'Face': 'values.faces',
    'FaceEmotion': 'values.faces', 'Settings': 'values.settings', 'Pipeline': 'pipeline',
    'Classifier': 'classifiers', 'Detector': 'detectors', 'annotate': 'drawing',
    'open_source': 'sources'}


def __getattr__(name: str) -> object:
    """Import a public name at its first use (PEP 562)."""
    if name not in _MODULES:
        raise AttributeError(f"module 'fer_ros' has no attribute '{name}'")
    value = getattr(import_module(f'fer_ros.{_MODULES[name]}'), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
