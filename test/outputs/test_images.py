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

"""Annotated photos."""

from pathlib import Path

import cv2
from fer_ros.outputs.images import ENCODED_AS, write_image
from fer_ros.values.errors import FerRosError
import numpy as np
import pytest

IMAGE = np.full((24, 32, 3), (10, 120, 120), np.uint8)


@pytest.mark.parametrize('suffix', [*sorted(set(ENCODED_AS) - {'.jp2'}), '.JPG'])
def test_an_image_in_each_format_that_photos_come_in(tmp_path: Path, suffix: str):
    path = tmp_path / f'drawn ä{suffix}'
    write_image(path, IMAGE)
    image = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
    assert image.shape == IMAGE.shape
    assert image[..., 1].mean() == pytest.approx(120, abs=15)


def test_an_image_takes_the_place_of_an_older_one(tmp_path: Path):
    path = tmp_path / 'drawn.png'
    path.write_bytes(b'x' * 100000)
    write_image(path, IMAGE)
    np.testing.assert_array_equal(cv2.imread(str(path)), IMAGE)


@pytest.mark.parametrize('name', ['gone/drawn.png', 'drawn.xyz', 'drawn', 'taken.png'])
def test_an_image_that_cannot_be_written(tmp_path: Path, name: str):
    (tmp_path / 'taken.png').mkdir()
    path = tmp_path / name
    with pytest.raises(FerRosError) as caught:
        write_image(path, IMAGE)
    assert f"cannot write '{path}': " in str(caught.value)
    assert not path.is_file()


def test_an_empty_image_cannot_be_written(tmp_path: Path):
    with pytest.raises(FerRosError, match='cannot write'):
        write_image(tmp_path / 'drawn.png', np.zeros((0, 5, 3), np.uint8))
