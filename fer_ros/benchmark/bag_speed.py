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

"""How fast `fer_ros bag` is, beside reading, decoding and the pipeline alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from fer_ros.benchmark.frames import compose, faces_of, SIZES
from fer_ros.codec import CompressedStream, open_image
from fer_ros.pipeline import Pipeline
from fer_ros.recordings.bag import Bag
from fer_ros.recordings.bag_results import BagOptions, recognise_bags
from fer_ros.recordings.image_bag import write_image_bag
from fer_ros.recordings.image_types import COMPRESSED, decode_message
from fer_ros.values.settings import EVERY_FRAME, Settings
import numpy as np

RATE = 30.0
# Pixels by which a frame is moved to the right of the one before, and the number of such steps
_STEP, _STEPS = 2, 15


@dataclass(frozen=True)
class BagCase:
    """A kind of bag: name of the size of its images, JPEG or not, storage."""

    size: str
    compressed: bool
    storage: str = 'mcap'


CASES = (BagCase('480p', False), BagCase('480p', False, 'sqlite3'), BagCase('1080p', True))


def bag_speed(seconds: float, rounds: int, photos: Path | None) -> list[dict[str, object]]:
    """
    Measure each case with both ways in turn, and return the medians over the rounds.

    `ratio` is the processor time of `fer_ros bag` divided by that of reading, decoding and the
    pipeline alone. `times_real_time` is by the clock, on one core.

    :param seconds: length of each bag, at 30 Hz with one face
    :param photos: folder of photos of one face each; by default two portraits
    """
    parts = Pipeline.load(Settings().changed(EVERY_FRAME), by_stamps=True)
    results = []
    for case in CASES:
        with TemporaryDirectory(prefix='fer_ros_') as folder:
            path = write_image_bag(Path(folder) / 'bag', _frames(case.size, seconds, photos),
                                   RATE, storage=case.storage, compressed=case.compressed)
            alone, whole = _measure(path, Path(folder) / 'out', parts, rounds)
        frames = round(seconds * RATE)
        results.append({
            **asdict(case), 'frames': frames,
            'alone_processor_ms': round(1000 * float(np.median(alone[:, 0])) / frames, 3),
            'bag_processor_ms': round(1000 * float(np.median(whole[:, 0])) / frames, 3),
            # Of the pairs: the machine may be slower in one round than in another.
            'ratio': round(float(np.median(whole[:, 0] / alone[:, 0])), 3),
            'times_real_time': round(seconds / float(np.median(whole[:, 1])), 1)})
    return results


def _frames(size: str, seconds: float, photos: Path | None) -> Iterator[np.ndarray]:
    image = compose(faces_of(photos), 1, SIZES[size])
    for number in range(round(seconds * RATE)):
        yield np.roll(image, _STEP * (number % _STEPS), axis=1)


def _measure(path: Path, out: Path, parts: Pipeline,
             rounds: int) -> tuple[np.ndarray, np.ndarray]:
    """Return (rounds, 2) processor and elapsed seconds of both ways; one more round warms up."""
    times: list[list[tuple[float, float]]] = [[], []]
    for _ in range(rounds + 1):
        for kind, work in enumerate((lambda: _alone(path, parts),
                                     lambda: recognise_bags([path], out, parts, BagOptions(),
                                                            lambda frames, count: frames))):
            processor, elapsed = process_time(), perf_counter()
            work()
            times[kind].append((process_time() - processor, perf_counter() - elapsed))
    return np.array(times[0][1:]), np.array(times[1][1:])


def _alone(path: Path, parts: Pipeline) -> None:
    """Read and decode every image and run the pipeline on it; keep nothing."""
    pipeline = Pipeline(parts.settings, parts.detector, parts.classifier, by_stamps=True)
    stream = CompressedStream()
    with Bag(path) as bag:
        for (_, msgtype), _, data in bag.messages([one.key for one in bag.channels]):
            message = decode_message(data, msgtype, ros1=False)
            image = stream.open(message) if msgtype == COMPRESSED else open_image(message)
            stamp = message.header.stamp
            pipeline.process(image, stamp.sec + stamp.nanosec * 1e-9)
