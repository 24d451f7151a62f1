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

"""JPEGs are decoded only as large as needed."""

from types import SimpleNamespace

import cv2
from fer_ros.codec import CompressedStream, decode_compressed, open_compressed
from fer_ros.codec import jpeg as jpeg_module
from fer_ros.values.errors import ImageError
import numpy as np
import pytest


@pytest.fixture(scope='module')
def message(astronaut):
    """Return a JPEG of 1603x1201 pixels, so that none of its halves is whole."""
    large = cv2.resize(astronaut[:384], (1603, 1201), interpolation=cv2.INTER_CUBIC)
    return SimpleNamespace(format='jpeg', data=cv2.imencode('.jpg', large)[1].tobytes())


@pytest.fixture
def decoded(monkeypatch):
    """Return the list that takes the reduction of every decoding."""
    reductions, read = [], jpeg_module.read_image

    def watched(data, flags, size):
        image = read(data, flags, size)
        reductions.append(round(size[0] / image.shape[1]))
        return image
    monkeypatch.setattr(jpeg_module, 'read_image', watched)
    return reductions


@pytest.mark.parametrize(('width', 'reduction'), [(1603, 1), (900, 1), (801, 2), (320, 4),
                                                  (200, 8), (50, 8)])
def test_scaled_decodes_what_is_needed_once(message, decoded, width, reduction):
    height = round(1201 * width / 1603)
    lazy = open_compressed(message)
    assert lazy.shape == (1201, 1603, 3)
    assert decoded == []
    scaled = lazy.scaled(width, height)
    lazy.scaled(width // 2, height // 2)
    assert decoded == [reduction]
    expected = cv2.resize(decode_compressed(message), (width, height),
                          interpolation=cv2.INTER_AREA).astype(int)
    assert np.abs(scaled - expected).mean() < 3
    for moved in (np.roll(expected, 1, axis=1), np.roll(expected, 1, axis=0)):
        assert np.abs(scaled - moved).mean() > np.abs(scaled - expected).mean()


@pytest.mark.parametrize(('side', 'min_side', 'reductions'), [
    (400, 48, [4]), (200, 48, [4]), (190, 48, [4, 2]), (95, 48, [4, 1]), (400, 0, [4, 1])])
def test_a_region_has_the_pixels_that_are_asked_for(message, decoded, side, min_side, reductions):
    lazy = open_compressed(message)
    lazy.scaled(320, 240)
    region = lazy.region(601, 303, side, side, min_side)
    assert decoded == reductions
    assert lazy.needs.reduction == reductions[-1]
    assert min(region.shape[:2]) >= (min_side or side)
    expected = decode_compressed(message)[303:303 + side, 601:601 + side]
    expected = cv2.resize(expected, region.shape[1::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(region.astype(int) - expected).mean() < 8


def test_the_next_frame_of_a_stream_begins_where_the_last_ended(message, decoded):
    stream = CompressedStream()
    for expected in ([4, 2], [4, 2, 2]):
        image = stream.open(message)
        image.scaled(320, 240)
        image.region(600, 300, 190, 190, 48)
        assert decoded == expected
    stream.open(message).scaled(320, 240)  # no face: a stronger reduction would have done
    assert decoded == [4, 2, 2, 2]
    stream.open(message).scaled(320, 240)
    assert decoded == [4, 2, 2, 2, 4]
    # A frame that is needed whole says nothing about the next one.
    whole = stream.open(message, whole=True)
    whole.scaled(320, 240)
    whole.whole()
    stream.open(message).scaled(320, 240)
    assert decoded == [4, 2, 2, 2, 4, 1, 4]


@pytest.mark.parametrize('corner', [(0, 0), (1602, 0), (0, 1200), (1602, 1200)])
def test_a_pixel_at_the_border(message, corner):
    lazy = open_compressed(message)
    lazy.scaled(200, 150)
    assert lazy.region(*corner, 1, 1, 48).shape == (1, 1, 3)
    # As reduced as it is, nothing lies outside.
    for min_side in (1, 2):
        assert min(open_compressed(message).region(*corner, 1, 1, min_side).shape[:2]) == 1


@pytest.mark.parametrize('look', [lambda lazy: lazy.scaled(320, 240),
                                  lambda lazy: lazy.region(0, 0, 9, 9, 4),
                                  lambda lazy: lazy.whole()])
def test_a_file_that_is_broken_behind_its_header(message, look):
    start = message.data.index(b'\xff\xc0')
    length = 2 + int.from_bytes(message.data[start + 2:start + 4], 'big')
    twice = message.data[:start + length] + message.data[start:]
    with pytest.raises(ImageError, match='broken'):
        look(open_compressed(SimpleNamespace(format='jpeg', data=twice)))
