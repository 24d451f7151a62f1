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

"""Depth images (sensor_msgs/Image) to metres (REP 118)."""

from __future__ import annotations

from fer_ros.codec.decode import as_bytes
from fer_ros.codec.layouts import MAX_SIDE
from fer_ros.system import truncate
from fer_ros.values.errors import ImageError
import numpy as np

# Encoding: NumPy type of a value, and the factor that converts it to metres
_KINDS = {'16UC1': ('u2', 1e-3), 'mono16': ('u2', 1e-3), '32FC1': ('f4', 1.0)}


def decode_depth(message) -> np.ndarray:
    """
    Return depths as (height, width) float32 in metres; NaN where the camera measured none.

    :param message: sensor_msgs/Image, or anything with its fields
    :raises ImageError: if it is not a depth image, or size, step and data do not match
    """
    if message.encoding not in _KINDS:
        raise ImageError(f"the encoding of a depth image must be one of {', '.join(_KINDS)}, but "
                         f"is '{truncate(message.encoding)}'")
    code, scale = _KINDS[message.encoding]
    kind = np.dtype(('>' if message.is_bigendian else '<') + code)
    height, width, step = message.height, message.width, message.step
    data = as_bytes(message.data)
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and step >= width * kind.itemsize
            and len(data) == height * step):
        raise ImageError(f'size, step and data of the depth image do not match: '
                         f'{width}x{height} {message.encoding}, step {step}, {len(data)} bytes')
    lines = np.ascontiguousarray(data.reshape(height, step)[:, :width * kind.itemsize])
    values = lines.view(kind).astype(np.float32) * np.float32(scale)
    values[~(np.isfinite(values) & (values > 0))] = np.nan
    return values
