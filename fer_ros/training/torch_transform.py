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

"""The distortions of training faces on PyTorch, without work for faces that do not get them."""

from __future__ import annotations

from collections.abc import Callable

from fer_ros.training.transform import Transform
import torch
from torch.nn import functional


class TorchTransform(Transform):
    """The same as `Transform`; on a processor four times as fast as by Keras's operations."""

    def _changed(self, faces, change: Callable, amounts, needed):
        places = needed.nonzero()[:, 0]
        if not len(places):
            return faces
        return faces.index_copy(0, places, change(faces[places], amounts[places]))

    def _sampled(self, faces, matrix):
        """Return faces by bilinear interpolation; a matrix maps new pixels to old ones."""
        height, width = self._size
        x_x, x_y, x_0, y_x, y_y, y_0 = (matrix[:, place] for place in range(6))
        # grid_sample takes the middle of the outermost pixels as -1 and 1.
        half_x, half_y = (width - 1) / 2, (height - 1) / 2
        right = (x_x * half_x + x_y * half_y + x_0) / half_x - 1
        below = (y_x * half_x + y_y * half_y + y_0) / half_y - 1
        theta = torch.stack([
            torch.stack([x_x, x_y * half_y / half_x, right], 1),
            torch.stack([y_x * half_x / half_y, y_y, below], 1)], 1)
        grid = functional.affine_grid(theta, (len(faces), 1, height, width), align_corners=True)
        return functional.grid_sample(faces[:, None], grid, padding_mode='border',
                                      align_corners=True)[:, 0]
