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

"""Which bags a folder, a glob or a URL has."""

from pathlib import Path

from fer_ros.recordings.many.catalogue import find_bags
from fer_ros.recordings.many.job import FoundBag
from fer_ros.values.errors import FerRosError
import pytest

FILES = ('monday/visit_1/metadata.yaml', 'monday/visit_1/visit_1_0.mcap',
         'monday/visit_1/visit_1_1.mcap', 'monday/crashed/crashed_0.db3',
         'monday/crashed/crashed_1.db3', 'single.mcap', 'old/one.bag', 'old/two.bag',
         'packed.db3.zstd', 'notes.txt', 'old/photo.jpg')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with bags and other files."""
    pytest.importorskip('fsspec')
    for number, name in enumerate(FILES):
        path = tmp_path / 'all' / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b'x' * number)
    return tmp_path / 'all'


def names(source: object) -> list[tuple[str, int]]:
    """Return the name of each bag and the number of its files."""
    return [(bag.name, len(bag.files)) for bag in find_bags(str(source))]


def test_a_folder(folder: Path):
    assert names(folder) == [('monday/crashed', 2), ('monday/visit_1', 3), ('old/one', 1),
                             ('old/two', 1), ('packed', 1), ('single', 1)]


def test_sizes_and_kinds(folder: Path):
    visit = next(bag for bag in find_bags(str(folder)) if bag.name == 'monday/visit_1')
    assert visit.folder and [size for _, size in visit.files] == [0, 1, 2]
    assert visit.url.endswith('/all/monday/visit_1')
    assert not find_bags(str(folder / 'single.mcap'))[0].folder


def test_a_glob(folder: Path):
    assert names(folder / 'old' / '*.bag') == [('one', 1), ('two', 1)]
    assert names(folder / '*' / 'visit_*') == [('monday/visit_1', 3)]


def test_a_bag_itself(folder: Path):
    assert names(folder / 'monday' / 'visit_1') == [('visit_1', 3)]
    assert names(folder / 'single.mcap') == [('single', 1)]


def test_a_url():
    fsspec = pytest.importorskip('fsspec')
    system = fsspec.filesystem('memory')
    system.pipe('/shelf/visit/metadata.yaml', b'x')
    system.pipe('/shelf/visit/visit_0.mcap', b'xy')
    found, = find_bags('memory://shelf')
    assert (found.name, found.url) == ('visit', 'memory:///shelf/visit')
    assert sorted(size for _, size in found.files) == [1, 2]


def test_the_keys_of_bags_differ():
    one, other = (FoundBag(f'/data/{name}', name, (), True) for name in ('a/b', 'a_b'))
    assert one.key != other.key
    assert one.key.startswith('a_b-') and '/' not in one.key


@pytest.mark.parametrize(('source', 'said'), [
    ('{}/nothing', 'no bags in'), ('{}', 'no bags in'), ('xyz://a', "cannot open 'xyz://a'")])
def test_no_bags(tmp_path: Path, source: str, said: str):
    pytest.importorskip('fsspec')
    with pytest.raises(FerRosError, match=said):
        find_bags(source.format(tmp_path))
