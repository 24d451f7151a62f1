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

"""Simulated videos of real faces with known names and positions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
from fer_ros.sources.demo import both_portraits
from fer_ros.values.faces import Box
import numpy as np

FRAME_SIZE = 640, 480  # pixels

# Standard deviations of a shaking hand, changing light and a cheap camera
SHIFT = 0.02       # of the height of the head
SCALE = 0.015
TURN = 2.0         # degrees
LIGHT = 0.08
WANDER_S = 0.4     # correlation time of shift, scale, turn and light, s
PIXEL_NOISE = 4.0  # grey values
JPEG_QUALITY = 80
_SPARE = 200         # the noise image is larger than a frame by this, pixels


@dataclass(frozen=True)
class Head:
    """
    A head cut out of a photo.

    `image` is (height, width, 3) uint8 BGR, `mask` (height, width) float32 from 0 (background) to
    1 (head), and `face` the box of the face in the image.
    """

    image: np.ndarray
    mask: np.ndarray
    face: Box

    def resized(self, height: int) -> Head:
        """Return the head, resized to a height in pixels."""
        factor = height / self.image.shape[0]
        size = max(round(self.image.shape[1] * factor), 1), height
        flags = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        return Head(cv2.resize(self.image, size, interpolation=flags),
                    cv2.resize(self.mask, size, interpolation=cv2.INTER_LINEAR),
                    self.face.scaled(size[0] / self.image.shape[1], factor))


@dataclass(frozen=True)
class LabelledFrame:
    """A frame: stamp in seconds, BGR image, and the boxes of the visible faces by name."""

    stamp: float
    image: np.ndarray
    faces: dict[str, Box]


def portrait_heads() -> dict[str, Head]:
    """
    Return the heads of Eileen Collins (NASA) and Grace Hopper (US Navy).

    :raises MissingDependencyError: if a package that contains one is not installed
    """
    collins, hopper = both_portraits()
    return {'Collins': _cut_out(collins.image, Box(180, 65, 90, 108)),
            'Hopper': _cut_out(hopper.image, Box(180, 115, 175, 212))}


def _cut_out(image: np.ndarray, face: Box) -> Head:
    """Return the head in an ellipse with a soft edge."""
    around = Box(face.x - 0.35 * face.width, face.y - 0.35 * face.height,
                 1.7 * face.width, 1.6 * face.height)
    x, y, width, height = around.clipped(image.shape[1], image.shape[0])
    rows, columns = np.mgrid[:height, :width]
    radius = np.hypot((columns + 0.5) / width * 2 - 1, (rows + 0.5) / height * 2 - 1)
    mask = np.clip((1.0 - radius) / 0.1, 0.0, 1.0).astype(np.float32)
    return Head(image[y:y + height, x:x + width], mask,
                Box(face.x - x, face.y - y, face.width, face.height))


def crossing_sequence(heads: Sequence[tuple[str, Head]], *, rate: float = 15.0,
                      head_height: int = 120, seed: int = 0) -> Iterator[LabelledFrame]:
    """
    Yield frames in which two heads cross twice, and one is hidden for a second.

    In the first 6 seconds the first head passes in front of the second. In the next 6 seconds both
    go back, and the second passes behind a pillar, which hides more than half of its face for a
    second, while the first passes in front of the pillar.

    :param heads: two heads with their names; the first is in front
    """
    (front_name, front), (back_name, back) = (
        (name, head.resized(head_height)) for name, head in heads)
    ground, pillar = _background(), (280, 360)
    camera = _Camera(np.random.default_rng(seed))
    for number in range(round(12 * rate)):
        stamp = number / rate
        there = min(stamp, 12 - stamp) / 6  # 0..1 and back
        image = ground.copy()
        back_box = _paste(image, back, 550 - 460 * there, 230)
        if stamp >= 6:
            image[:, pillar[0]:pillar[1]] = (70, 80, 85)
        front_box = _paste(image, front, 90 + 460 * there, 250)
        # A face is visible while more than half of its width is.
        hidden = _covered(back_box, front_box.x, front_box.x + front_box.width)
        if stamp >= 6:
            hidden = max(hidden, _covered(back_box, *pillar))
        faces = {front_name: front_box} | ({back_name: back_box} if hidden < 0.5 else {})
        yield LabelledFrame(stamp, camera.take(image), faces)


def expression_sequence(parts: Sequence[tuple[Head, float]], *, rate: float = 30.0,
                        head_height: int = 180, seed: int = 0) -> Iterator[LabelledFrame]:
    """
    Yield frames that show one head after the other at the same place.

    The camera shakes, the light changes, and every frame has noise and JPEG artefacts.

    :param parts: heads, and for how many seconds each is shown
    """
    rng = np.random.default_rng(seed)
    camera = _Camera(rng)
    sizes = np.array([SHIFT * head_height, SHIFT * head_height, SCALE, TURN, LIGHT])
    memory = np.exp(-1 / (rate * WANDER_S))
    state = rng.normal(size=5)
    number, end = 0, 0.0
    for head, seconds in parts:
        scene = _background()
        box = _paste(scene, head.resized(head_height), FRAME_SIZE[0] / 2, FRAME_SIZE[1] / 2)
        end += seconds
        while number / rate < end:
            # An Ornstein-Uhlenbeck process, which does not depend on the rate
            state = memory * state + np.sqrt(1 - memory ** 2) * rng.normal(size=5)
            right, down, scale, turn, light = (state * sizes).tolist()
            matrix = cv2.getRotationMatrix2D((FRAME_SIZE[0] / 2, FRAME_SIZE[1] / 2), turn,
                                             1 + scale)
            matrix[:, 2] += right, down
            image = cv2.warpAffine(scene, matrix, FRAME_SIZE, borderMode=cv2.BORDER_REPLICATE)
            image = cv2.convertScaleAbs(image, alpha=max(1 + light, 0.1))
            x, y = matrix @ (box.x + box.width / 2, box.y + box.height / 2, 1)
            width, height = box.width * (1 + scale), box.height * (1 + scale)
            yield LabelledFrame(number / rate, camera.take(image), {
                'face': Box(x - width / 2, y - height / 2, width, height)})
            number += 1


def _background() -> np.ndarray:
    """Return a wall that is lit from one side."""
    rows, columns = np.mgrid[:FRAME_SIZE[1], :FRAME_SIZE[0]]
    light = 120 + 50 * columns / FRAME_SIZE[0] - 20 * rows / FRAME_SIZE[1]
    return np.repeat(light.astype(np.uint8)[..., None], 3, axis=2)


def _paste(image: np.ndarray, head: Head, x: float, y: float) -> Box:
    """Draw a head with its centre at (x, y), and return the box of its face."""
    height, width = head.mask.shape
    left, top = round(x - width / 2), round(y - height / 2)
    # The part of the head that is inside the image
    first, last = max(-left, 0), min(image.shape[1] - left, width)
    place = image[top:top + height, left + first:left + last]
    mask = head.mask[:, first:last, None]
    place[:] = np.rint(place * (1 - mask) + head.image[:, first:last] * mask).astype(np.uint8)
    face = head.face
    return Box(face.x + left, face.y + top, face.width, face.height)


def _covered(box: Box, left: float, right: float) -> float:
    """Return the fraction of the width of a box that lies between two columns."""
    return max(min(box.x + box.width, right) - max(box.x, left), 0.0) / box.width


class _Camera:
    """A cheap camera with pixel noise and JPEG compression."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        # Each frame uses a part of one large noise image: new noise per frame is slow.
        shape = FRAME_SIZE[1] + _SPARE, FRAME_SIZE[0] + _SPARE, 3
        noise = PIXEL_NOISE * rng.standard_normal(shape, np.float32)
        self._noise = np.rint(noise).astype(np.int16)

    def take(self, image: np.ndarray) -> np.ndarray:
        """Return the image that the camera would return."""
        x, y = self._rng.integers(0, _SPARE, 2)
        noise = self._noise[y:y + FRAME_SIZE[1], x:x + FRAME_SIZE[0]]
        noisy = cv2.add(image, noise, dtype=cv2.CV_8U)
        _, data = cv2.imencode('.jpg', noisy, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        return cv2.imdecode(data, cv2.IMREAD_COLOR)
