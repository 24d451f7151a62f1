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

"""Images with known faces, and what a detector gets right on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
import xml.etree.ElementTree as ElementTree

import cv2
from fer_ros.detectors import detect_scaled, Detector
from fer_ros.values.faces import Box
import numpy as np
import pytest

# The boxes of the photos are dlib's: squares on a coarse grid of sizes, around eyes and mouth
# where YuNet's reach from forehead to chin. A third of overlap tells faces apart all the same.
LEAST_IOU = 0.3


@dataclass(frozen=True)
class Photo:
    """A BGR image and the boxes of its faces."""

    name: str
    image: np.ndarray
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Tally:
    """Faces found, out of how many, and false ones."""

    found: int
    known: int
    false: int


@pytest.fixture(scope='session')
def photos(shared: Path) -> list[Photo]:
    """Return the shared photographs with their 18 faces."""
    folder = shared / 'data' / 'photos'
    result = []
    for entry in ElementTree.parse(folder / 'boxes.xml').iter('image'):
        boxes = tuple(Box(*(float(box.attrib[key]) for key in ('left', 'top', 'width', 'height')))
                      for box in entry.iter('box'))
        image = cv2.imread(str(folder / entry.attrib['file']))
        result.append(Photo(entry.attrib['file'], image, boxes))
    assert sum(len(photo.boxes) for photo in result) == 18
    return result


@pytest.fixture
def enlarged(photos: list[Photo]) -> Callable[[int], list[Photo]]:
    """Return the function that gives the photographs this many times as wide and high."""
    def enlarge(factor: int) -> list[Photo]:
        return [Photo(photo.name, cv2.resize(photo.image, None, fx=factor, fy=factor,
                                             interpolation=cv2.INTER_CUBIC),
                      tuple(box.scaled(factor, factor) for box in photo.boxes))
                for photo in photos]
    return enlarge


@pytest.fixture(scope='session')
def tally(photos: list[Photo]) -> Callable[..., Tally]:
    """Return the function that counts a detector's hits on the photographs."""
    shared_photos = photos

    def count(detector: Detector, *, width: int, threshold: float, min_size: float = 0,
              min_known: float = 0, photos: Sequence[Photo] = shared_photos) -> Tally:
        found = false = 0
        for photo in photos:
            left = list(photo.boxes)
            faces = detect_scaled(detector, photo.image, threshold, width)
            for face in sorted(faces, key=lambda face: -face.score):
                if min(face.box.width, face.box.height) < min_size:
                    continue
                best = max(left, key=face.box.iou, default=None)
                if best is not None and face.box.iou(best) >= LEAST_IOU:
                    left.remove(best)
                    found += min(best.width, best.height) >= min_known
                else:
                    false += 1
        known = sum(min(box.width, box.height) >= min_known
                    for photo in photos for box in photo.boxes)
        return Tally(found, known, false)
    return count


@pytest.fixture(scope='session')
def portraits() -> dict[str, Photo]:
    """Return portraits that installed packages carry, with boxes from brow to chin."""
    data = pytest.importorskip('skimage.data')
    matplotlib = pytest.importorskip('matplotlib')
    astronaut = cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2BGR)
    path = Path(matplotlib.get_data_path(), 'sample_data', 'grace_hopper.jpg')
    return {'astronaut': Photo('astronaut', astronaut, (Box(180, 65, 90, 108),)),
            'hopper': Photo('hopper', cv2.imread(str(path)), (Box(180, 115, 175, 212),))}


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without_packages: None) -> Path:
    """Let models be searched in one empty folder only, and return it."""
    folder = tmp_path / 'models'
    folder.mkdir()
    monkeypatch.setenv('FER_ROS_MODELS', str(folder))
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'cache'))
    return folder
