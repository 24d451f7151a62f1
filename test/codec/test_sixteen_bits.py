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

"""16-bit images that use a small part of their range."""

from types import SimpleNamespace

import cv2
from fer_ros.codec import (decode_compressed, decode_image, encode_compressed, open_compressed,
                           open_image, to_8bit)
from fer_ros.codec.sixteen_bits import FULL_RANGE, used_range
from fer_ros.detectors import detect_scaled, DETECTORS
import numpy as np
import pytest


@pytest.fixture(scope='module')
def gray():
    """Return Eileen Collins, (512, 512) uint8."""
    data = pytest.importorskip('skimage.data')
    return cv2.cvtColor(np.ascontiguousarray(data.astronaut()), cv2.COLOR_RGB2GRAY)


def band(gray, low, high):
    """Return a uint16 image whose values lie in a band."""
    return np.round(low + gray * ((high - low) / 255)).astype(np.uint16)


def with_zeros(pixels):
    """Return an image whose border of 60 pixels is 0, as rectification leaves it."""
    pixels = pixels.copy()
    pixels[:60] = pixels[-60:] = pixels[:, :60] = pixels[:, -60:] = 0
    return pixels


def with_bad_pixels(pixels):
    """Return an image in which one pixel of 500 is 65535 and one is 1."""
    pixels = pixels.copy()
    places = np.random.default_rng(0).permutation(pixels.size)[:2 * pixels.size // 500]
    pixels.ravel()[places[::2]], pixels.ravel()[places[1::2]] = 65535, 1
    return pixels


# The bits of infrared cameras, and 30 kelvin of a radiometric one
BANDS = {'8 bits': (0, 255), '10 bits': (0, 1023), '12 bits': (0, 4095), '14 bits': (0, 16383),
         'thermal': (7000, 8020), 'thermal, 16 bits': (29300, 31000), 'top': (64000, 65535)}


def message(pixels):
    """Return an image as the fields of its message."""
    height, width = pixels.shape
    return SimpleNamespace(encoding='mono16', width=width, height=height, step=2 * width,
                           is_bigendian=0, data=pixels.astype('<u2').tobytes())


@pytest.mark.parametrize('name', BANDS)
@pytest.mark.parametrize('change', [None, with_zeros, with_bad_pixels])
def test_the_face_is_found(gray, name, change):
    pixels = band(gray, *BANDS[name])
    if change:
        pixels = change(pixels)
    detector = DETECTORS.create('yunet')
    for image in (open_image(message(pixels)), to_8bit(pixels)):
        if isinstance(image, np.ndarray):
            image = cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)
        face, = detect_scaled(detector, image, 0.6, 320)
        assert abs(face.box.x - 180) < 15 and abs(face.box.y - 65) < 25


@pytest.mark.parametrize('name', BANDS)
def test_stretched_values(gray, name):
    stretched = to_8bit(band(gray, *BANDS[name]))
    assert stretched.dtype == np.uint8
    assert (stretched.min(), stretched.max()) == (0, 255)
    # Rounding, and the one value in 200 that may lie beyond
    assert cv2.absdiff(stretched, gray).mean() < 6


def test_all_parts_of_an_image_are_stretched_alike(gray):
    image = open_image(message(band(gray, 7000, 8020)))
    np.testing.assert_array_equal(image.region(100, 50, 80, 60), image.whole()[50:110, 100:180])
    assert abs(image.scaled(128, 128).mean() - image.whole().mean()) < 3


@pytest.mark.parametrize('pixels', [
    np.linspace(0, 65535, 64 * 64).reshape(64, 64), np.linspace(9000, 26000, 64 * 64).reshape(
        64, 64), np.zeros((8, 8)), np.array([[0, 65535]])])
def test_what_is_scaled_as_cv_bridge_does(pixels):
    pixels = pixels.astype(np.uint16)
    assert used_range(pixels) == FULL_RANGE
    np.testing.assert_array_equal(to_8bit(pixels), np.round(pixels * (255 / 65535)))


def test_off_it_is_scaled_as_cv_bridge_does(gray):
    pixels = band(gray, 0, 1023)
    expected = np.round(pixels * (255 / 65535))
    off = open_image(message(pixels), stretch=False).whole()
    np.testing.assert_array_equal(off[..., 0], expected)
    png = type('Png', (), {'format': 'png', 'data': cv2.imencode('.png', pixels)[1].tobytes()})
    np.testing.assert_array_equal(open_compressed(png, stretch=False).whole()[..., 0], expected)
    np.testing.assert_array_equal(decode_compressed(png)[..., 0], to_8bit(pixels))
    np.testing.assert_array_equal(
        decode_image(message(pixels))[..., 0], to_8bit(pixels))


def test_noise_alone_is_not_amplified_to_full_contrast():
    noise = np.random.default_rng(0).integers(1000, 1004, (60, 80)).astype(np.uint16)
    assert np.ptp(to_8bit(noise)) <= 255 * 3 / 32 + 1


@pytest.mark.parametrize('shape', [(1, 1), (1, 5000), (4, 1), (2, 2, 3)])
def test_sizes(shape):
    assert to_8bit(np.full(shape, 7000, np.uint16)).shape == shape


def test_bytes_stay_as_they_are(gray):
    dark = cv2.cvtColor(gray // 8, cv2.COLOR_GRAY2BGR)
    fields = type('Png', (), encode_compressed(dark, 'png'))
    np.testing.assert_array_equal(decode_compressed(fields), dark)
