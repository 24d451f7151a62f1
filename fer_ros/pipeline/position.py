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
    z = float(np.median(known))
    u = (box.x + box.width / 2) * camera.width / image_size[0]
    v = (box.y + box.height / 2) * camera.height / image_size[1]
    return (u - camera.cx) * z / camera.fx, (v - camera.cy) * z / camera.fy, z
