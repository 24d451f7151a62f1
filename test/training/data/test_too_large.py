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

"""Data sets that would take all memory, or run code."""

import gzip
import io
import tarfile
import zipfile

from fer_ros.training.data import file_trees, load_data
from fer_ros.training.data.text_table import MAX_LINE
from fer_ros.values.errors import FerRosError
import numpy as np
import pytest

LARGE = 100_000


@pytest.fixture(autouse=True)
def little(monkeypatch):
    """Let what is too large be small enough for a test."""
    monkeypatch.setattr(file_trees, 'MAX_BYTES', LARGE // 2)


def zipped(path, name='fer2013.csv'):
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b'0' * LARGE)


def tarred(path):
    with tarfile.open(path, 'w:gz') as archive:
        info = tarfile.TarInfo('fer2013.csv')
        info.size = LARGE
        archive.addfile(info, io.BytesIO(b'0' * LARGE))


def gzipped(path):
    with gzip.open(path, 'wt') as file:
        file.write('emotion,pixels,Usage\n' + '3,1 2 3,Training\n' * (LARGE // 16))


def arrays(path):
    np.savez_compressed(path, pixels=np.zeros((50, 48, 48), np.uint8),
                        emotion=np.zeros(50, np.int64), usage=np.full(50, 'Training'))


@pytest.mark.parametrize(('name', 'make'), [
    ('d.zip', zipped), ('d.tar.gz', tarred), ('d.csv.gz', gzipped), ('d.npz', arrays)])
def test_what_unpacks_to_too_much_is_refused(name, make, tmp_path):
    make(tmp_path / name)
    assert (tmp_path / name).stat().st_size < LARGE // 10
    with pytest.raises(FerRosError, match='unpacked it has more than'):
        load_data(tmp_path / name)


def test_a_line_without_end_is_refused(tmp_path):
    path = tmp_path / 'd.csv'
    path.write_text('emotion,pixels,Usage\n3,' + '1 ' * MAX_LINE)
    with pytest.raises(FerRosError, match='has a line of'):
        load_data(path)


class Evil:
    """Runs code when it is unpickled."""

    def __reduce__(self):
        return pytest.fail, ('code has run',)


def test_pickles_are_refused(tmp_path):
    np.savez(tmp_path / 'd.npz', pixels=np.array([Evil()], object), emotion=np.zeros(1),
             usage=np.array(['Training']))
    with pytest.raises(FerRosError, match='Object arrays cannot be loaded'):
        load_data(tmp_path / 'd.npz')
