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

"""The exploration of a small data set whose figures are known."""

import json

from fer_ros.cli.main import main
from fer_ros.training.data import DataSet, Split
from fer_ros.training.data.copies import find_copies
from fer_ros.training.explore.counts import (
    agreement, class_counts, class_weights, copy_counts, light, suspects)
import numpy as np
import pytest

pytest.importorskip('matplotlib')


def split(count, seed, votes=False):
    generator = np.random.default_rng(seed)
    # Smooth faces: thumbnails of noise would all be grey.
    small = generator.integers(0, 256, (count, 6, 6))
    faces = np.kron(small, np.ones((8, 8), int)).astype(np.uint8)
    cast = np.zeros((count, 10), np.int8)
    cast[:, 1] = 10
    return Split(faces, np.arange(count) % 7, cast if votes else None)


@pytest.fixture
def data():
    training, public = split(70, 1, votes=True), split(14, 2, votes=True)
    public.faces[3] = training.faces[3]  # an exact copy of the same class
    public.faces[4] = np.clip(training.faces[12].astype(int) + 9, 0, 255)  # of another class
    public.faces[5] = 128  # blank
    public.faces[6] = 128
    return DataSet({'Training': training, 'PublicTest': public}, 'small.npz', '0' * 64,
                   {'an unknown usage': 2})


def test_copies(data):
    copies = find_copies(data)
    assert sorted(zip(copies.first.tolist(), copies.second.tolist(), strict=True)) == [
        (3, 73), (12, 74)]
    inside, across, public = copy_counts(copies, data)
    assert (inside['pairs'], public['pairs']) == (0, 0)
    assert across == {'between': ['Training', 'PublicTest'], 'pairs': 2, 'exact': 1,
                      'same': 2, 'same_faces': [2, 2], 'faces': [2, 2], 'contradicting': 1}


def test_class_counts_and_weights():
    some = Split(np.zeros((10, 48, 48), np.uint8), np.array([0] * 6 + [3] * 4))
    assert list(class_counts(some).values()) == [6, 0, 0, 4, 0, 0, 0]
    weights = class_weights(some)
    assert weights['angry'] == pytest.approx(10 / (7 * 6), abs=1e-3)
    assert weights['happy'] == pytest.approx(10 / (7 * 4), abs=1e-3)
    assert weights['sad'] == 0


def test_light(data):
    figures = light(data.splits['PublicTest'])
    assert figures['blank'] == 2
    faces = data.splits['PublicTest'].faces
    assert figures['brightness'] == pytest.approx(faces.mean(), abs=0.1)


def test_agreement_and_suspects():
    some = split(14, 3, votes=True)
    some.votes[3] = [6, 4, 0, 0, 0, 0, 0, 0, 0, 0]  # happy, most votes for neutral
    some.votes[5] = -1
    figures = agreement(some)
    assert figures['happy'] == {'own': 0.7, 'most': 0.5, 'faces': 2}
    assert figures['angry'] == {'own': 0.0, 'most': 0.0, 'faces': 2}
    assert figures['surprise']['faces'] == 1
    found = suspects(some, 14).tolist()
    # All but the happy ones, and the one that nobody voted on, are labelled against all votes.
    assert set(found[-3:]) == {3, 5, 10}


@pytest.fixture
def data_file(data, tmp_path):
    splits = data.splits.items()
    path = tmp_path / 'small.npz'
    np.savez(path, pixels=np.concatenate([part.faces for _, part in splits]),
             emotion=np.concatenate([part.classes for _, part in splits]),
             usage=np.concatenate([[name] * len(part) for name, part in splits]),
             ferplus_votes=np.concatenate([part.votes for _, part in splits]))
    return path


def test_the_command(data_file, tmp_path):
    pytest.importorskip('sklearn')
    out = tmp_path / 'deep' / 'out'
    assert main(['explore', '--data', str(data_file), '--out', str(out)]) == 0
    figures = json.loads((out / 'explore.json').read_text())
    assert sum(figures['counts']['Training'].values()) == 70
    names = {path.name for path in out.iterdir()}
    assert names == {'explore.json', 'index.html', 'classes.png', 'examples.png', 'means.png',
                     'light.png', 'copies_Training_PublicTest.png', 'suspects_Training.png',
                     'suspects_PublicTest.png'}
    page = (out / 'index.html').read_text()
    assert page.count('<img src="data:image/png;base64,') == len(names) - 2


def test_few_faces_of_one_class_and_no_votes(tmp_path):
    pytest.importorskip('sklearn')
    path = tmp_path / 'few.npz'
    np.savez(path, pixels=split(2, 4).faces, emotion=np.array([3, 3]), usage=['PublicTest'] * 2)
    assert main(['explore', '--data', str(path), '--out', str(tmp_path / 'out')]) == 0
    assert 'no FERPlus votes' in (tmp_path / 'out' / 'index.html').read_text()
