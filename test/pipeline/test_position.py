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

"""Depth images, positions of faces, markers."""

from types import SimpleNamespace

from fer_ros.codec.depth import decode_depth
from fer_ros.pipeline.position import face_position, PinholeCamera
from fer_ros.values.errors import ImageError
from fer_ros.values.faces import Box
import numpy as np
import pytest

CAMERA = PinholeCamera(500, 400, 320, 240, 640, 480)


def depth_message(values, encoding, big=False, pad=0):
    kind = np.dtype(('>' if big else '<') + {'16UC1': 'u2', '32FC1': 'f4'}[encoding])
    rows = np.ascontiguousarray(values.astype(kind)).view(np.uint8)
    rows = np.pad(rows, ((0, 0), (0, pad)), constant_values=255)
    return SimpleNamespace(height=values.shape[0], width=values.shape[1], encoding=encoding,
                           is_bigendian=big, step=rows.shape[1], data=rows.tobytes())


@pytest.mark.parametrize('big', [False, True])
@pytest.mark.parametrize('pad', [0, 3])
def test_both_kinds_of_depth(big, pad):
    metres = np.array([[1.5, 0.0, 0.25], [2.0, 4.0, 8.0]])
    expected = np.where(metres > 0, metres, np.nan)
    np.testing.assert_allclose(
        decode_depth(depth_message(metres * 1000, '16UC1', big, pad)), expected, rtol=1e-6)
    metres[1, 1] = np.inf
    expected[1, 1] = np.nan
    np.testing.assert_allclose(
        decode_depth(depth_message(metres, '32FC1', big, pad)), expected, rtol=1e-6)


@pytest.mark.parametrize(('changes', 'quoted'), [
    ({'encoding': 'bgr8'}, "'bgr8'"), ({'width': 0}, '0x2'), ({'step': 5}, 'step 5'),
    ({'data': b'short'}, '5 bytes'), ({'height': 2**31}, str(2**31)),
    ({'step': 2**31}, 'step ')])
def test_bad_depth_images(changes, quoted):
    message = depth_message(np.ones((2, 3)), '16UC1')
    vars(message).update(changes)
    with pytest.raises(ImageError, match=quoted):
        decode_depth(message)


def test_position_of_a_face():
    depth = np.full((240, 320), 5.0, np.float32)  # half the size of the colour image
    depth[100:140, 150:170] = 2.0
    depth[110:120] = np.nan
    x, y, z = face_position(Box(300, 200, 40, 80), (640, 480), depth, CAMERA)
    assert (x, y, z) == pytest.approx((0.0, 0.0, 2.0))
    # From a smaller copy of the image the position is the same.
    again = face_position(Box(150, 100, 20, 40), (320, 240), depth, CAMERA)
    assert again == pytest.approx((x, y, z))
    x, y, z = face_position(Box(400, 0, 100, 100), (640, 480), depth, CAMERA)
    assert (x, y, z) == pytest.approx((130 * 5 / 500, -190 * 5 / 400, 5.0))


@pytest.mark.parametrize(('box', 'camera'), [
    (Box(700, 500, 10, 10), CAMERA), (Box(0, 0, 10, 10), PinholeCamera(0, 0, 0, 0, 640, 480)),
    (Box(0, 0, 10, 10), PinholeCamera(500, 500, 0, 0, 0, 0))])
def test_unknown_positions(box, camera):
    assert face_position(box, (640, 480), np.ones((480, 640)), camera) is None


def test_no_depth_at_the_face():
    assert face_position(Box(0, 0, 50, 50), (640, 480), np.full((480, 640), np.nan),
                         CAMERA) is None
