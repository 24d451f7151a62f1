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

"""FER2013 as an .npz file, and what the loader refuses."""

import hashlib
from pathlib import Path
import pickle
import zipfile

from fer_ros.training.data import load_data
from fer_ros.values.errors import FerRosError
import numpy as np
import pytest


def arrays(**changes):
    """Return the content of a valid file: six faces in two splits."""
    count = 6
    content = {
        'pixels': np.arange(count * 48 * 48, dtype=np.uint32).reshape(count, 48, 48).astype(
            np.uint8),
        'emotion': np.array([0, 6, 3, 3, 1, 5], np.uint8),
        'usage': np.array(['Training', 'PublicTest', 'Training', 'Training', 'PublicTest',
                           'Training']),
        **changes}
    return {name: values for name, values in content.items() if values is not None}


def saved(folder: Path, **changes) -> Path:
    path = folder / 'fer.npz'
    np.savez(path, **arrays(**changes))
    return path


def test_splits(tmp_path):
    path = saved(tmp_path, ferplus_votes=np.zeros((6, 10), np.int8))
    data = load_data(path)
    assert list(data.splits) == ['Training', 'PublicTest']
    training, public = data.split('Training'), data.split('PublicTest')
    assert (len(training), len(public)) == (4, 2)
    assert training.classes.tolist() == [0, 3, 3, 5]
    assert public.classes.tolist() == [6, 1]
    assert public.classes.dtype == np.int64
    np.testing.assert_array_equal(training.faces, arrays()['pixels'][[0, 2, 3, 5]])
    np.testing.assert_array_equal(public.faces, arrays()['pixels'][[1, 4]])
    assert data.path == str(path)
    assert data.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_split_that_is_not_there(tmp_path):
    data = load_data(saved(tmp_path))
    with pytest.raises(FerRosError, match=r"'PrivateTest'.*fer.npz.*Training, PublicTest"):
        data.split('PrivateTest')


def test_bad_rows_are_counted(tmp_path):
    data = load_data(saved(tmp_path, emotion=np.array([0, 7, 3, -1, 1, 9]),
                           usage=np.array(['Training', 'PublicTest', 'Training', 'Training',
                                           'Quiz', 'Quiz'])))
    assert data.skipped == {'an emotion that is not 0..6': 3, 'an unknown usage': 1}
    assert "the first is '7' in row 2" in data.report()
    assert data.split('Training').classes.tolist() == [0, 3]
    assert '3 with an emotion that is not 0..6' in data.report()


def test_votes(tmp_path):
    votes = np.arange(60).reshape(6, 10).astype(np.int8)
    public = load_data(saved(tmp_path, ferplus_votes=votes)).split('PublicTest')
    np.testing.assert_array_equal(public.votes, votes[[1, 4]])
    assert load_data(saved(tmp_path)).split('PublicTest').votes is None


EMOTION = arrays()['emotion']
CONTENT_CASES = {
    'no pixels': ({'pixels': None}, ['has no pixels', 'emotion, usage']),
    'only pixels': ({'emotion': None, 'usage': None}, ['has no emotion']),
    'another side': ({'pixels': np.zeros((6, 32, 32), np.uint8)}, ['(6, 32, 32)']),
    'colour': ({'pixels': np.zeros((6, 48, 48, 3), np.uint8)}, ['(6, 48, 48, 3)']),
    'floats': ({'pixels': np.zeros((6, 48, 48), np.float32)}, ['float32']),
    'a number': ({'pixels': np.array(7, np.uint8)}, ['pixels ()']),
    'no face': ({'pixels': np.zeros((0, 48, 48), np.uint8), 'emotion': EMOTION[:0],
                 'usage': np.array([], str)}, ['(0, 48, 48)']),
    'fewer emotions': ({'emotion': EMOTION[:5]}, ['(5,)']),
    'fewer usages': ({'usage': np.array(['Training'] * 5)}, ['(5,)']),
    'few votes': ({'ferplus_votes': np.zeros((6, 8), np.int8)}, ['ferplus_votes (6, 8)']),
    'fractions': ({'emotion': EMOTION / 2}, ['float64']),
    'unknown usage': ({'usage': np.array(['Quiz'] * 6)},
                      ['6 with an unknown usage', "'Quiz' in row 1"]),
    'unknown classes': ({'emotion': EMOTION + 7}, ['6 with an emotion that is not 0..6']),
    'objects': ({'usage': np.array([{}] * 6)}, ['allow_pickle']),
}


@pytest.mark.parametrize('case', CONTENT_CASES)
def test_refused_content(case, tmp_path):
    changes, quoted = CONTENT_CASES[case]
    path = saved(tmp_path, **changes)
    with pytest.raises(FerRosError) as caught:
        load_data(path)
    for text in [*quoted, str(path), 'expected', 'an .npz file with pixels']:
        assert text in str(caught.value)


def _npy(path):
    with open(path, 'wb') as file:
        np.save(file, np.zeros(3))


def _cut(path):
    np.savez(path, **arrays())
    path.write_bytes(path.read_bytes()[:5000])


def _damaged(path):
    np.savez_compressed(path, **arrays())
    content = bytearray(path.read_bytes())
    content[200:300] = bytes(100)
    path.write_bytes(content)


def _damaged_deflate(path):
    np.savez_compressed(path, **arrays())
    content = bytearray(path.read_bytes())
    start = content.index(b'pixels.npy') + 100
    content[start:start + 40] = bytes(range(200, 240))
    path.write_bytes(content)


def _patched(signature, offset, value):
    """Return a maker of a file with two bytes changed in every header of a kind (APPNOTE 4.3)."""
    def make(path):
        np.savez(path, **arrays())
        parts = path.read_bytes().split(signature)
        path.write_bytes(signature.join(
            [parts[0], *(part[:offset] + value + part[offset + 2:] for part in parts[1:])]))
    return make


def _header_cut(path):
    np.savez(path, **arrays())
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, 'w') as archive:
        for name, data in content.items():
            archive.writestr(name, data.replace(b')', b' ').replace(b'}', b' '))


def _huge(path):
    np.savez(path, **arrays())
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    content['pixels.npy'] = content['pixels.npy'].replace(
        b'(6, 48, 48), }' + b' ' * 9, b'(9999999999, 48, 48), }')
    with zipfile.ZipFile(path, 'w') as archive:
        for name, data in content.items():
            archive.writestr(name, data)


FILE_CASES = {
    'missing': lambda path: None,
    'empty': lambda path: path.touch(),
    'text': lambda path: path.write_text('emotion,pixels,Usage\n0,1 2 3,Training\n'),
    'npy': _npy,
    'pickle': lambda path: path.write_bytes(pickle.dumps({'pixels': 1})),
    'cut off': _cut,
    'damaged': _damaged,
    'damaged deflate': _damaged_deflate,
    'encrypted': _patched(b'PK\1\2', 4, b'\1\0'),
    'unknown compression': _patched(b'PK\1\2', 6, b'\x63\0'),
    'header cut off': _header_cut,
    'huge': _huge,
}


@pytest.mark.parametrize('case', FILE_CASES)
def test_refused_file(case, tmp_path):
    path = tmp_path / 'fer.npz'
    FILE_CASES[case](path)
    with pytest.raises(FerRosError, match=r'expected .*an \.npz file') as caught:
        load_data(path)
    assert str(path) in str(caught.value)


def test_fer2013(shared):
    data = load_data(shared / 'data' / 'fer2013.npz')
    assert {name: len(split) for name, split in data.splits.items()} == {
        'Training': 28709, 'PublicTest': 3589}
    # The class frequencies of the challenge's PublicTest
    assert np.bincount(data.split('PublicTest').classes).tolist() == [
        467, 56, 496, 895, 653, 415, 607]
    assert data.skipped == {}
    # Ten people voted on nearly every face.
    assert np.median(data.split('Training').votes.sum(axis=1)) == 10


def test_other_shapes_and_words(tmp_path):
    plain = load_data(saved(tmp_path))
    words = np.array(['Anger', 'neutral', 'HAPPY', 'joy', 'disgust', 'surprised'])
    for changes in ({'pixels': arrays()['pixels'].reshape(6, 2304)},
                    {'pixels': arrays()['pixels'][..., None]}, {'emotion': words},
                    {'emotion': EMOTION.astype(float)},
                    {'usage': np.array([b'train', b'val', b'TRAIN', b'Training', b'validation',
                                        b'train'])}):
        other = load_data(saved(tmp_path, **changes))
        for name, split in plain.splits.items():
            np.testing.assert_array_equal(other.split(name).faces, split.faces)
            np.testing.assert_array_equal(other.split(name).classes, split.classes)
