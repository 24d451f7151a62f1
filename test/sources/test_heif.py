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

"""HEIC and AVIF photos."""

import io
from pathlib import Path
import sys

import cv2
from fer_ros.sources import open_source
from fer_ros.values.errors import MissingDependencyError, SourceError
import numpy as np
import pytest


def grid(shared: Path) -> Path:
    """Return a HEIC of four tiles, as phones write them."""
    path = shared / 'cases' / '01-heic-tile' / 'grid.heic'
    if not path.is_file():
        pytest.skip(f'no {path}')
    return path


def test_the_tiles_are_put_together(shared: Path):
    pytest.importorskip('pi_heif')
    frame, = open_source(str(grid(shared))).frames()
    assert frame.image.shape == (1024, 1024, 3)
    whole = cv2.resize(cv2.imread(str(grid(shared).with_name('portrait.jpg'))), (1024, 1024))
    assert np.abs(frame.image.astype(int) - whole).mean() < 12


def test_without_a_reader_it_is_rejected_by_name(shared: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, 'pi_heif', None)
    with pytest.raises(MissingDependencyError, match=r'grid\.heic.*format HEIC.*pi-heif'):
        open_source(str(grid(shared)))


def test_a_damaged_one(shared: Path, tmp_path: Path):
    pytest.importorskip('pi_heif')
    path = tmp_path / 'cut.heic'
    path.write_bytes(grid(shared).read_bytes()[:2000])
    with pytest.raises(SourceError, match='none of the 1 photos'):
        list(open_source(str(path)).frames())


@pytest.mark.filterwarnings("ignore:Unknown feature 'avif'")
@pytest.mark.parametrize('orientation', [1, 3, 6, 8])
def test_avif(tmp_path: Path, orientation: int):
    image_module = pytest.importorskip('PIL.Image')
    features = pytest.importorskip('PIL.features')
    if not features.check('avif'):
        pytest.skip('this Pillow writes no AVIF')
    image = np.zeros((48, 64, 3), np.uint8)
    image[:24, :32] = 250
    exif = image_module.Exif()
    exif[0x112] = orientation
    data = io.BytesIO()
    image_module.fromarray(image).save(data, 'avif', quality=90, exif=exif)
    (tmp_path / 'a.avif').write_bytes(data.getvalue())
    frame, = open_source(str(tmp_path / 'a.avif')).frames()
    expected = np.rot90(image, {1: 0, 3: 2, 6: 3, 8: 1}[orientation])
    assert frame.image.shape == expected.shape
    assert np.abs(frame.image.astype(int) - expected).mean() < 12
