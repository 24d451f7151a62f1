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

"""What a split knows of its faces."""

from fer_ros.training.data import Split
import numpy as np


def test_what_nobody_calls_a_face():
    faces = np.arange(4, dtype=np.uint8)[:, None, None] * np.ones((48, 48), np.uint8)
    votes = np.zeros((4, 10), np.int8)
    votes[0, 3] = votes[1, 8] = 1  # sadness, unknown
    votes[2, 9] = 10  # not a face
    votes[3] = -1
    split = Split(faces, np.arange(4), votes)
    split = split.only(split.seen_as_faces())
    assert split.classes.tolist() == [0, 1]
    assert split.faces[:, 0, 0].tolist() == [0, 1]
    assert len(split.votes) == 2


def test_where_nobody_voted_all_are_faces():
    split = Split(np.zeros((4, 48, 48), np.uint8), np.arange(4))
    assert split.seen_as_faces().all()
