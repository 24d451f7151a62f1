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

"""Lazy images convert only the parts that are read."""

from types import SimpleNamespace

import cv2
from fer_ros.codec import decode_image, encode_image, ENCODINGS, open_image
from fer_ros.codec.layouts import WRITABLE
import numpy as np
import pytest

# Left, top, width, height: odd ones, single pixels, and all four corners of 1600x1200
REGIONS = [(0, 0, 1600, 1200), (701, 333, 99, 101), (700, 300, 1, 1), (701, 301, 1, 1),
           (0, 0, 3, 5), (1593, 0, 7, 9), (0, 1195, 11, 5), (1599, 1199, 1, 1)]


@pytest.fixture(scope='module')
def large(astronaut):
    """Return the portrait, 1600x1200."""
    return cv2.resize(astronaut[:384], (1600, 1200), interpolation=cv2.INTER_CUBIC)


@pytest.fixture(params=ENCODINGS)
def message(request, large):
    """Return the portrait in an encoding, with padded rows."""
    encoding, padding = request.param, 6
    if encoding in WRITABLE:
        fields = encode_image(large, encoding)
    else:
        mosaic = np.empty(large.shape[:2], np.uint8)
        for index, colour in enumerate(encoding[6:10]):
            place = np.s_[index // 2::2, index % 2::2]
            mosaic[place] = large[..., 'bgr'.index(colour)][place]
        fields = {'width': 1600, 'height': 1200, 'encoding': encoding, 'is_bigendian': 0,
                  'step': 1600, 'data': mosaic.tobytes()}
    rows = np.frombuffer(fields['data'], np.uint8).reshape(-1, fields['step'])
    fields['data'] = np.pad(rows, ((0, 0), (0, padding)), constant_values=99).tobytes()
    return SimpleNamespace(**{**fields, 'step': fields['step'] + padding})


def test_regions_are_those_of_the_whole(message):
    whole, lazy = decode_image(message), open_image(message)
    assert lazy.shape == whole.shape == (1200, 1600, 3)
    for left, top, width, height in REGIONS:
        region = lazy.region(left, top, width, height)
        # Where demosaicing begins at another pixel, OpenCV's vectors round another way.
        np.testing.assert_allclose(region.astype(int),
                                   whole[top:top + height, left:left + width], atol=1)


@pytest.mark.parametrize(('width', 'height'), [(320, 240), (333, 250), (800, 600), (1600, 1200)])
def test_scaled_is_nearly_the_mean_of_the_pixels(message, width, height):
    whole = decode_image(message)
    scaled = open_image(message).scaled(width, height)
    expected = cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA).astype(int)
    assert scaled.shape == (height, width, 3) and scaled.dtype == np.uint8
    assert np.abs(scaled - expected).mean() < 3
    # Moved by a pixel it would fit worse: nothing is displaced.
    for moved in (np.roll(expected, 1, axis=1), np.roll(expected, 1, axis=0)):
        assert np.abs(scaled - moved).mean() > np.abs(scaled - expected).mean()


def test_only_the_parts_that_are_read_are_converted(message, monkeypatch):
    converted = []

    def watched(function):
        def call(pixels, *args, **options):
            converted.append(pixels.shape[0] * pixels.shape[1])
            return function(pixels, *args, **options)
        return call
    for name in ('cvtColor', 'cvtColorTwoPlane', 'convertScaleAbs'):
        monkeypatch.setattr(cv2, name, watched(getattr(cv2, name)))
    lazy = open_image(message)
    lazy.scaled(160, 120)
    lazy.region(100, 100, 160, 120)
    assert all(count <= 4 * 160 * 120 for count in converted)
    assert not np.shares_memory(lazy.scaled(160, 120), np.frombuffer(message.data, np.uint8))


def test_bgr_is_never_copied_for_a_region(large):
    message = SimpleNamespace(**encode_image(large))
    data = np.frombuffer(message.data, np.uint8)
    lazy = open_image(message)
    assert np.shares_memory(lazy.region(10, 20, 300, 200), data)
    assert np.shares_memory(lazy.whole(), data)
