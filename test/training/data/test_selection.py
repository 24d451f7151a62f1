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

"""Which faces are trained on, and the folds that copies stay together in."""

import cv2
from fer_ros.training.data import DataSet, Split
from fer_ros.training.data.selection import copied_faces, select_training
from fer_ros.values.errors import FerRosError
import numpy as np
import pytest


def faces(count, seed):
    small = np.random.default_rng(seed).integers(0, 256, (count, 6, 6))
    return np.kron(small, np.ones((8, 8), int)).astype(np.uint8)


@pytest.fixture
def data():
    training, public = faces(60, 1), faces(10, 2)
    public[3] = training[5]  # the same picture
    public[4] = np.clip(training[6].astype(int) + 9, 0, 255)  # brighter
    # The same photograph, cropped otherwise: its thumbnail is like the other's, its pixels less
    public[7] = cv2.warpAffine(cv2.GaussianBlur(training[8], (0, 0), 3),
                               np.float32([[1, 0, 1.0], [0, 1, 0]]), (48, 48),
                               borderMode=cv2.BORDER_REPLICATE)
    training[20] = training[21]
    training[22] = training[21]
    votes = np.zeros((60, 10), np.int8)
    votes[:, 1] = 10
    votes[9] = 0
    votes[9, 9] = 10  # not a face
    return DataSet({'Training': Split(training, np.arange(60) % 7, votes),
                    'PublicTest': Split(public, np.arange(10) % 7)}, 'small.npz', '0' * 64, {})


def test_copies_and_what_is_no_face_are_left_out(data):
    selection = select_training(data)
    assert (selection.copies, selection.no_faces, len(selection.faces)) == (2, 1, 57)
    kept = np.delete(np.arange(60), [5, 6, 9])
    np.testing.assert_array_equal(selection.faces.faces, data.splits['Training'].faces[kept])
    assert np.flatnonzero(selection.test_copies['PublicTest']).tolist() == [3, 4]
    assert '57 faces' in selection.report() and '2 that are copies' in selection.report()


def test_copies_can_be_kept(data):
    selection = select_training(data, keep_copies=True)
    assert (selection.copies, len(selection.faces)) == (0, 59)
    assert np.flatnonzero(selection.test_copies['PublicTest']).tolist() == [3, 4]


def test_copies_are_in_the_same_fold(data):
    selection = select_training(data)
    folds = selection.folds(5)
    place = np.flatnonzero((selection.faces.faces == data.splits['Training'].faces[21]).all(
        axis=(1, 2)))
    assert len(place) == 3 and len(set(folds[place])) == 1
    assert np.bincount(folds, minlength=5).min() >= 9
    np.testing.assert_array_equal(folds, select_training(data).folds(5))
    half = selection.only(folds != 0)
    assert len(half.faces) == (folds != 0).sum() == len(half.groups)


def test_which_test_faces_have_copies(data):
    assert np.flatnonzero(copied_faces(data, 'PublicTest')).tolist() == [3, 4]
    assert copied_faces(data, 'Training') is None
    assert copied_faces(data, 'PrivateTest') is None


def test_without_a_split_training(data):
    with pytest.raises(FerRosError, match='Training'):
        select_training(DataSet({'PublicTest': data.splits['PublicTest']}, 'x', '0' * 64, {}))
