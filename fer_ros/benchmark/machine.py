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

"""The machine and the versions of a measurement."""

from __future__ import annotations

from datetime import datetime, timezone
from importlib import metadata
import os
import platform

from fer_ros import __version__
from fer_ros.system import processor_name

_PACKAGES = ('numpy', 'opencv-python-headless', 'opencv-contrib-python-headless', 'onnxruntime',
             'cyclonedds', 'tensorflow', 'deepface', 'fer')


def machine() -> dict[str, object]:
    """Return the date, the machine and the versions."""
    versions = {}
    for package in _PACKAGES:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return {
        'date': datetime.now(timezone.utc).strftime('%Y-%m-%d %H:%M UTC'),
        'processor': processor_name(), 'cores': cores(),
        # A load above the number of cores makes all times longer.
        'load': round(os.getloadavg()[0], 1),
        'system': platform.platform(), 'python': platform.python_version(),
        'fer_ros': __version__, 'versions': versions}


def cores() -> int:
    """Return the number of cores that this process may use."""
    # macOS cannot tell.
    return len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else (
        os.cpu_count() or 1)
