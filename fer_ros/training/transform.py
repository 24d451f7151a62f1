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
Applies the distortions that `fer_ros.training.augment` has drawn, on Keras's backend.

Blur, scaling down and the transform of JPEG are linear along rows and columns, so each is a
product of matrices. Every backend computes it for a whole batch at once, also on a GPU.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fer_ros.training.transform_constants import (
    cosines, far_matrices, noise_images, quantisation)
import numpy as np

Draws = dict[str, np.ndarray]


class Transform:
    """
    Distorts the faces of a batch on Keras's backend.

    The inputs are `faces`, (n, height, width) in grey values, and what `draw` returned; for mixup
    also `other` (n,), the index of the face that is mixed into each face, and `share` (n,), the
    weight of the face itself. The result has the shape of `faces`, in whole grey values, float32.
    At the borders the outermost pixels are repeated.
    """

    def __init__(self, height: int, width: int) -> None:
        """Copy the matrices for faces of a size to the backend's device."""
        from keras import ops

        rows, columns = np.mgrid[:height, :width].astype(np.float32)
        constants = {
            'rows': rows, 'columns': columns, 'noises': noise_images(height, width),
            'steps': quantisation(height, width)}
        for name, side in (('down', height), ('across', width)):
            places = np.arange(side, dtype=np.float32)
            constants |= {f'squares_{name}': (places[:, None] - places) ** 2,
                          f'far_{name}': far_matrices(side),
                          f'cosines_{name}': cosines(side)}
        self._ops, self._size = ops, (height, width)
        self._constants = {name: ops.convert_to_tensor(values)
                           for name, values in constants.items()}

    def __call__(self, inputs: dict[str, Any]):
        """Return the distorted faces."""
        ops, constants = self._ops, self._constants
        faces = ops.cast(inputs['faces'], 'float32')
        if 'matrix' in inputs:
            faces = self._sampled(faces, inputs['matrix'])
        if 'light' in inputs:
            faces = self._changed(faces, self._lit, inputs['light'], inputs['light'][:, 1] != 1)
        if 'sigma' in inputs:
            sigma, far = inputs['sigma'], inputs['far']
            faces = self._changed(faces, self._blurred, sigma, sigma > 0)
            faces = self._changed(faces, self._scaled, far, far > 0)
        if 'noise' in inputs:
            noise = ops.take(constants['noises'], inputs['noise_number'], axis=0)
            faces = ops.clip(faces + inputs['noise'][:, None, None] * noise, 0, 255)
        if 'quality' in inputs:
            faces = self._changed(faces, self._jpeg, inputs['quality'], inputs['quality'] > 0)
        if 'patches' in inputs:
            faces = self._patched(faces, inputs['patches'])
        if 'other' in inputs:
            share = inputs['share'][:, None, None]
            faces = share * faces + (1 - share) * ops.take(faces, inputs['other'], axis=0)
        return ops.round(ops.clip(faces, 0, 255))

    def _changed(self, faces, change: Callable, amounts, needed):
        """
        Return faces after a change by `amounts` (n, ...).

        :param needed: (n,) the faces that the amounts do change; a backend may leave out the rest
        """
        return change(faces, amounts)

    def _sampled(self, faces, matrix):
        """Return faces by bilinear interpolation; a matrix maps new pixels to old ones."""
        ops, (height, width) = self._ops, self._size
        flat, places = ops.reshape(faces, (-1, height * width)), []
        for row, limit in ((0, width - 1), (3, height - 1)):
            x_part, y_part, offset = (matrix[:, row + place, None, None] for place in range(3))
            place = ops.clip(x_part * self._constants['columns']
                             + y_part * self._constants['rows'] + offset, 0, limit)
            before = ops.floor(place)
            places.append((ops.cast(before, 'int32'),
                           ops.cast(ops.minimum(before + 1, limit), 'int32'), place - before))
        (left, right, x_share), (top, bottom, y_share) = places

        def pixels(row, column):
            index = ops.reshape(row * width + column, (-1, height * width))
            return ops.reshape(ops.take_along_axis(flat, index, axis=1), (-1, height, width))

        upper, lower = ((1 - x_share) * pixels(row, left) + x_share * pixels(row, right)
                        for row in (top, bottom))
        return (1 - y_share) * upper + y_share * lower

    def _lit(self, faces, light):
        gamma, gain, offset = (light[:, place, None, None] for place in range(3))
        return self._ops.clip(255 * gain * (faces / 255) ** gamma + offset, 0, 255)

    def _blurred(self, faces, sigma):
        down, across = (_gaussian(self._ops, sigma, self._constants[f'squares_{name}'])
                        for name in ('down', 'across'))
        return down @ faces @ self._ops.swapaxes(across, 1, 2)

    def _scaled(self, faces, far):
        down, across = (self._ops.take(self._constants[f'far_{name}'], far, axis=0)
                        for name in ('down', 'across'))
        return down @ faces @ self._ops.swapaxes(across, 1, 2)

    def _jpeg(self, faces, quality):
        """Return faces after JPEG of a quality, libjpeg's 1 to 100; 0 leaves a face unchanged."""
        ops, constants = self._ops, self._constants
        down, across = constants['cosines_down'], constants['cosines_across']
        quality = quality[:, None, None]
        percent = ops.where(quality < 50, 5000 / ops.maximum(quality, 1), 200 - 2 * quality)
        steps = ops.clip(ops.floor((constants['steps'] * percent + 50) / 100), 1, 255)
        waves = ops.round(down @ (faces - 128) @ ops.transpose(across) / steps) * steps
        found = ops.round(ops.transpose(down) @ waves @ across + 128)
        return ops.where(quality > 0, ops.clip(found, 0, 255), faces)

    def _patched(self, faces, patches):
        """Return faces covered by patches (n, count, 5): top, left, bottom, right, grey."""
        rows, columns = self._constants['rows'], self._constants['columns']
        for number in range(patches.shape[1]):
            top, left, bottom, right, grey = (
                patches[:, number, place, None, None] for place in range(5))
            inside = ((rows >= top) & (rows < bottom)) & ((columns >= left) & (columns < right))
            faces = self._ops.where(inside, grey, faces)
        return faces


def compiled(transform: Transform):
    """Return a compiled function that takes NumPy inputs and returns faces, uint8."""
    import keras

    class Compiled(keras.Model):
        def call(self, inputs: dict[str, Any], training: bool = False):
            return transform(inputs)

    model = Compiled(dtype='float32', name='transform')
    return lambda inputs: np.asarray(model.predict_on_batch(inputs)).astype(np.uint8)


def _gaussian(ops, sigma, squares):
    """Return (n, side, side): Gaussian blur along one axis; none for sigma 0."""
    weights = ops.exp(-squares / (2 * ops.maximum(sigma, 0.05)[:, None, None] ** 2))
    return weights / ops.sum(weights, axis=2, keepdims=True)
