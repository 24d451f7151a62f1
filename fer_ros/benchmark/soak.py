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
A long run at full speed that looks for leaks of memory, descriptors and threads.

Faces, sizes, encodings, settings and models change all the time. The resources of the process
(proc(5)) are recorded before each change of settings. Allocators and caches fill up at the
beginning, and each setting needs a different amount of memory. The result therefore compares two
means: from 5 to 15 % of the frames, and over the last 10 %. Each covers ten rounds of settings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import count
import json
import os
from pathlib import Path
from statistics import linear_regression, mean, median_low
import time
from typing import Any

import cv2
from fer_ros.benchmark.children import resident_mib
from fer_ros.benchmark.frames import compose
import numpy as np
from tqdm import tqdm

WRITES = 200      # approximate number of times that the file is written
WARM_UP, WINDOW = 0.05, 0.1  # fractions of the frames
# The changes are made in turn, again and again. Each one builds on the settings before it.
CHANGES: tuple[dict[str, Any], ...] = (
    {'detection_width': 160}, {'model': 'cnn'}, {'smoothing_time': 0.0},
    {'detection_rate': 2.0, 'classification_rate': 0.0}, {'detector': 'haar'},
    {'detector': 'auto', 'align': True},
    {'model': 'resnet14', 'detection_width': 320}, {'max_faces_per_frame': 1},
    {'face_margin': 0.2, 'detection_rate': 0.0, 'classification_rate': 10.0}, {
        'align': False, 'face_margin': 0.0, 'max_faces_per_frame': 8, 'smoothing_time': 0.5})
ROUNDS = 100      # minimum number of rounds of all changes; the warm-up has five of them
MAX_BETWEEN_CHANGES = 1000  # frames between two changes
# (width, height) and number of faces: mostly small frames, for speed, and usual camera sizes
SCENES = (((160, 120), 1), ((240, 180), 1), ((320, 240), 2), ((160, 120), 0), ((320, 240), 1),
          ((240, 180), 3), ((160, 120), 2), ((640, 480), 1), ((320, 240), 3), ((1280, 720), 1))
SCENE_FRAMES = 20
RATE = 15.0       # rate of the stamps, Hz
ENCODINGS = ('bgr8', 'rgb8', 'mono8', 'yuyv', 'nv12')


@dataclass(frozen=True)
class Sample:
    """The resources of a process after a number of frames; memory in MiB, time in s."""

    frame: int
    seconds: float
    memory: float
    descriptors: int
    threads: int


@dataclass(frozen=True)
class Growth:
    """The growth between the two means; memory in MiB and per cent."""

    memory_first: float
    memory_last: float
    memory_percent: float
    descriptors: int
    threads: int

    def passed(self, percent: float) -> bool:
        """Say whether memory grew by less than `percent`, and the rest did not grow."""
        return self.memory_percent < percent and self.descriptors <= 0 and self.threads <= 0


def resource_usage(pid: int | str = 'self') -> tuple[float, int, int]:
    """Return the resident memory in MiB, the open descriptors and the threads of a process."""
    return (resident_mib(pid), len(os.listdir(f'/proc/{pid}/fd')),
            len(os.listdir(f'/proc/{pid}/task')))


def growth(samples: Sequence[Sample], frames: int) -> Growth:
    """Return the growth of the resources from the warm-up to the end of `frames`."""
    first = [one for one in samples
             if WARM_UP * frames <= one.frame <= (WARM_UP + WINDOW) * frames]
    last = [one for one in samples if one.frame >= (1 - WINDOW) * frames]
    before, after = (mean(one.memory for one in part) for part in (first, last))
    more = [median_low([getattr(one, name) for one in last])
            - median_low([getattr(one, name) for one in first])
            for name in ('descriptors', 'threads')]
    return Growth(round(before, 2), round(after, 2), round(100 * (after / before - 1), 3), *more)


def growth_per_hour(samples: Sequence[Sample]) -> float:
    """Return the slope of the memory over the second half of the time, MiB per hour."""
    half = [one for one in samples if 2 * one.seconds >= samples[-1].seconds]
    return 3600 * linear_regression([one.seconds for one in half],
                                    [one.memory for one in half]).slope


def between_changes(frames: int) -> int:
    """Return the number of frames between two changes of the settings."""
    return max(min(frames // (ROUNDS * len(CHANGES)), MAX_BETWEEN_CHANGES), 1)


def scenes(faces: Sequence[np.ndarray]) -> Iterator[tuple[float, np.ndarray, str]]:
    """
    Yield stamps in seconds, frames (height, width, 3) BGR and encodings, endlessly.

    :param faces: photos of one face each
    """
    pool = [compose([faces[(number + shift) % len(faces)] for shift in range(max(people, 1))],
                    people, size)
            for number in range(len(faces)) for size, people in SCENES]
    rng = np.random.default_rng(0)
    for number in count():
        frame = pool[number // SCENE_FRAMES % len(pool)]
        # The brightness changes with every frame; every other round is mirrored.
        lit = cv2.convertScaleAbs(frame, alpha=0.8 + 0.4 * rng.random())
        if number // SCENE_FRAMES // len(pool) % 2:
            lit = cv2.flip(lit, 1)
        yield number / RATE, lit, ENCODINGS[number // SCENE_FRAMES % len(ENCODINGS)]


def soak(frames: int, faces: Sequence[np.ndarray], out: Path, about: dict[str, Any], *,
         process: Callable[[float, np.ndarray, str], None],
         change: Callable[[dict[str, Any]], None], pid: int | str = 'self') -> Growth:
    """
    Process frames, and update `soak.json` meanwhile, so that a kill loses little.

    :param frames: number of frames
    :param faces: photos of one face each
    :param about: further content of `soak.json`
    :param process: function that processes stamp, frame and encoding
    :param change: function that changes settings by name
    :param pid: the measured process
    """
    samples: list[Sample] = []
    between, every = between_changes(frames), max(frames // WRITES, 1)
    begin = time.monotonic()
    for number, (stamp, frame, encoding) in zip(
            tqdm(range(1, frames + 1), unit='frame', disable=None, leave=False),
            scenes(faces), strict=False):
        if number % between == 0:
            change(CHANGES[number // between % len(CHANGES)])
        process(stamp, frame, encoding)
        if (number + 1) % between == 0:
            samples.append(Sample(number, round(time.monotonic() - begin, 2),
                                  *resource_usage(pid)))
        if number % every == 0:
            _write(out / 'soak.json', {
                **about, 'frames': frames, 'samples': [vars(one) for one in samples]})
    result = growth(samples, frames)
    _write(out / 'soak.json', {**about, 'frames': frames, 'growth': asdict(result),
                               'samples': [vars(one) for one in samples]})
    return result


def _write(path: Path, content: dict[str, Any]) -> None:
    """Replace the file at once, so that it is never incomplete."""
    part = path.with_suffix('.part')
    part.write_text(json.dumps(content) + '\n', encoding='utf-8')
    part.replace(path)
