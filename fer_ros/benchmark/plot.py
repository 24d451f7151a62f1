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

"""The plot of a speed benchmark."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fer_ros.benchmark.frames import SIZES
from fer_ros.benchmark.speed import FACES
from fer_ros.benchmark.timing import Timing
from fer_ros.system import install_line
from fer_ros.values.errors import MissingDependencyError


def plot(timings: Mapping[str, Timing], path: Path) -> None:
    """
    Plot milliseconds by faces, by size, and of the peers; bars show percentiles 10 to 90.

    :raises MissingDependencyError: if matplotlib is not installed
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingDependencyError(f'plots need matplotlib ({error}): '
                                     + install_line('matplotlib')) from error
    figure = Figure(figsize=(13, 4), layout='constrained')
    by_faces, by_size, whole = figure.subplots(1, 3)
    _line(by_faces, FACES, [timings[f'pipeline {count} faces'] for count in FACES],
          'all detected and classified in every frame')
    by_faces.plot(FACES, [timings[f'pipeline {count} faces, defaults'].mean for count in FACES],
                  'o--', label='defaults at 30 Hz, mean')
    by_faces.set(xlabel='faces in 640x480', ylabel='ms per frame')
    for kind in ('', 'rgb8 ', 'nv12 ', 'jpeg '):
        _line(by_size, range(len(SIZES)), [timings[f'pipeline {kind}{size}'] for size in SIZES],
              kind or 'bgr8')
    by_size.set_xticks(range(len(SIZES)), SIZES)
    by_size.set(xlabel='size, one face')
    names = [name for name in timings if name in ('deepface', 'fer')
             or name.startswith(('pipeline yunet ', 'pipeline haar '))]
    names = [name for name in names if ',' not in name]
    whole.barh(names, [timings[name].median for name in names])
    whole.set(xscale='log', xlabel='ms, 640x480, one face')
    for axes in (by_faces, by_size):
        axes.set_ylim(bottom=0)
        axes.legend()
    figure.savefig(path, dpi=110)


def _line(axes, places, timings, label: str) -> None:
    middle = [one.median for one in timings]
    axes.errorbar(places, middle, fmt='o-', label=label, capsize=3, yerr=(
        [value - one.p10 for value, one in zip(middle, timings, strict=True)],
        [one.p90 - value for value, one in zip(middle, timings, strict=True)]))
