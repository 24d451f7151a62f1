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

"""The position of a face in 3D, from a depth image that is registered to the colour image."""

from __future__ import annotations

from dataclasses import dataclass

from fer_ros.values.faces import Box
import numpy as np

# Share of the box, around its centre, that shows the face and not the background
CENTRAL_SHARE = 0.5
# Usual height of the box of a face: 2.8 distances between the pupils (the median of the boxes of
# yunet on ten frontal faces, from 2.3 to 3.6), which are 63 mm apart on average (N. A. Dodgson,
# "Variation and extrema of human interpupillary distance", 2004, doi:10.1117/12.529999).
FACE_HEIGHT_M = 0.176


@dataclass(frozen=True)
class PinholeCamera:
    """Focal lengths and centre of the image, in pixels of an image of `width` x `height`."""

    fx: float
    fy: float
    cx: float
    cy: float
    width: int
    height: int

    @property
    def is_calibrated(self) -> bool:
        """Return whether it is calibrated; drivers without a calibration send zeros."""
        return min(self.fx, self.fy, self.width, self.height) > 0


def usual_size_position(box: Box, image_size: tuple[int, int],
                        camera: PinholeCamera) -> tuple[float, float, float] | None:
    """
    Return where a face of the usual size is, as `face_position` does, without depth.

    The distance is right for a face whose box is FACE_HEIGHT_M high; it scales with the real
    height. None if the camera is not calibrated.

    :param box: in pixels of the colour image
    :param image_size: (width, height) of that image
    """
    if not camera.is_calibrated or box.height <= 0:
        return None
    z = FACE_HEIGHT_M * camera.fy * image_size[1] / (box.height * camera.height)
    return _at_distance(box, image_size, z, camera)


def face_extent(box: Box, image_size: tuple[int, int], z: float,
                camera: PinholeCamera) -> tuple[float, float]:
    """
    Return the width and the height of a face in metres.

    :param box: in pixels of the colour image
    :param image_size: (width, height) of that image
    :param z: distance of the face along the optical axis in metres
    :param camera: calibrated
    """
    return (box.width * camera.width / image_size[0] * z / camera.fx,
            box.height * camera.height / image_size[1] * z / camera.fy)


def face_position(box: Box, image_size: tuple[int, int], depth: np.ndarray,
                  camera: PinholeCamera) -> tuple[float, float, float] | None:
    """
    Return (x, y, z) of a face in metres in the camera's optical frame: right, down, forward.

    None if the depth image has no value in the face.

    :param box: in pixels of the colour image
    :param image_size: (width, height) of that image
    :param depth: (height, width) float in metres, NaN where unknown
    """
    rows, columns = depth.shape
    seen = box.scaled(columns / image_size[0], rows / image_size[1])
    border = (1 - CENTRAL_SHARE) / 2
    x, y, width, height = Box(seen.x + border * seen.width, seen.y + border * seen.height,
                              CENTRAL_SHARE * seen.width,
                              CENTRAL_SHARE * seen.height).clipped(columns, rows)
    patch = depth[y:y + height, x:x + width]
    known = patch[np.isfinite(patch)]
    if not known.size or not camera.is_calibrated:
        return None
    return _at_distance(box, image_size, float(np.median(known)), camera)


def _at_distance(box: Box, image_size: tuple[int, int], z: float,
                 camera: PinholeCamera) -> tuple[float, float, float]:
    u = (box.x + box.width / 2) * camera.width / image_size[0]
    v = (box.y + box.height / 2) * camera.height / image_size[1]
    return (u - camera.cx) * z / camera.fx, (v - camera.cy) * z / camera.fy, z
