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

"""A camera for the demo: it pans and zooms over portraits in the public domain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
import math

import cv2
from fer_ros.sources.source import Frame, Source
from fer_ros.system import install_line
from fer_ros.values.errors import MissingDependencyError
import numpy as np

FRAME_SIZE = 640, 480  # pixels
RATE = 15.0            # frames per second
SCENE_S = 5.0          # seconds for one way from the wide view to the close-up and back

# Extent of the close-up, as a multiple of the extent of the faces: no face leaves the frame.
CLOSEST = 2.2
ROOM = 0.25  # free space around the faces, as a fraction of their extent


@dataclass(frozen=True)
class Scene:
    """An image and the extent of the faces in it: x, y, width, height in pixels."""

    image: np.ndarray
    faces: tuple[int, int, int, int]


class DemoSource(Source):
    """Endless frames; the n-th frame is the same in every run."""

    name = 'demo'
    rate = RATE

    def __init__(self) -> None:
        """
        Load the portraits.

        :raises MissingDependencyError: if the packages that contain them are not installed
        """
        super().__init__()
        self._scenes = _scenes()

    def frames(self) -> Iterator[Frame]:
        """Return the frames; each shows at least one whole face."""
        number = 0
        while True:
            stamp = number / RATE
            scene = self._scenes[int(stamp / SCENE_S) % len(self._scenes)]
            yield Frame(_view(scene, stamp % SCENE_S / SCENE_S), stamp)
            number += 1


def portraits() -> dict[str, Scene]:
    """
    Return the portraits that installed packages contain, by name.

    `Collins` (NASA) comes with scikit-image, `Hopper` (US Navy) with matplotlib.

    :raises MissingDependencyError: if neither is installed
    """
    found = {}
    try:
        from skimage.data import astronaut
        collins = np.ascontiguousarray(astronaut()[..., ::-1])
        found['Collins'] = Scene(collins, (180, 70, 95, 115))
    # The packages of some distributions do not contain the photo.
    except (ImportError, OSError) as error:
        missing = error
    try:
        from matplotlib.cbook import get_sample_data
        hopper = cv2.imread(str(get_sample_data('grace_hopper.jpg', asfileobj=False)))
        if hopper is not None:
            found['Hopper'] = Scene(hopper, (165, 125, 205, 210))
    except (ImportError, OSError) as error:
        missing = error
    if not found:
        line = install_line('matplotlib', 'scikit-image')
        raise MissingDependencyError("the demo's portraits come with matplotlib and scikit-image "
                                     f'({missing}): {line}') from missing
    return found


def both_portraits() -> tuple[Scene, Scene]:
    """
    Return the portraits of Collins and Hopper.

    :raises MissingDependencyError: if one of them is not installed
    """
    found = portraits()
    if len(found) < 2:
        raise MissingDependencyError('of the portraits, which come with matplotlib and '
                                     f"scikit-image, only {' '.join(found)} is there: "
                                     + install_line('matplotlib', 'scikit-image'))
    return found['Collins'], found['Hopper']


def _scenes() -> list[Scene]:
    """Return the portraits, and both side by side."""
    singles = list(portraits().values())
    if len(singles) == 1:
        return singles
    first, second = singles
    collins, hopper = first.image, second.image
    small = cv2.resize(hopper, None, fx=collins.shape[0] / hopper.shape[0],
                       fy=collins.shape[0] / hopper.shape[0], interpolation=cv2.INTER_AREA)
    both = np.hstack([collins, small])
    return [first, second, Scene(both, (180, 70, 640, 215))]


def _view(scene: Scene, progress: float) -> np.ndarray:
    """Return the frame at `progress` (0..1) of a scene: it zooms in and out and pans."""
    height, width = scene.image.shape[:2]
    x, y, faces_width, faces_height = scene.faces
    aspect = FRAME_SIZE[0] / FRAME_SIZE[1]
    widest = min(width, height * aspect)
    closest = min(max(faces_width, faces_height * aspect) * CLOSEST, widest)
    nearness = (1 - math.cos(2 * math.pi * progress)) / 2
    view_width = widest + (closest - widest) * nearness
    view_height = view_width / aspect
    # The path is a figure of eight: the faces cross the frame in both directions.
    left = _pan(x, faces_width, view_width, width, math.sin(2 * math.pi * progress))
    top = _pan(y, faces_height, view_height, height, math.sin(4 * math.pi * progress))
    zoom = FRAME_SIZE[0] / view_width
    return cv2.warpAffine(
        scene.image, np.array([[zoom, 0, -left * zoom], [0, zoom, -top * zoom]], np.float32),
        FRAME_SIZE, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _pan(start: int, length: int, view: float, whole: int, swing: float) -> float:
    """Return the start of the view on one axis; a `swing` of -1..1 covers the allowed range."""
    room = min(ROOM * length, max(view - length, 0.0) / 4)
    low = max(start + length + room - view, 0.0)
    high = min(start - room, whole - view)
    low, high = min(low, whole - view), max(high, 0.0)
    if low > high:  # no room to move: the faces stay in the middle
        low = high = min(max(start + length / 2 - view / 2, 0.0), whole - view)
    return (low + high) / 2 + swing * (high - low) / 2
