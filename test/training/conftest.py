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

"""Faces whose class can be seen, for trainings of seconds."""

import numpy as np
import pytest


@pytest.fixture(scope='session')
def data_file(tmp_path_factory):
    """Return 280 faces with a bright bar at a place of its class's own, in noise."""
    generator = np.random.default_rng(0)
    emotion = np.arange(280) % 7
    pixels = generator.integers(0, 60, (280, 48, 48))
    for face, kind in zip(pixels, emotion, strict=True):
        face[4 + 6 * kind:8 + 6 * kind] += 180
    path = tmp_path_factory.mktemp('data') / 'faces.npz'
    votes = np.zeros((280, 10), np.int8)
    votes[np.arange(280), np.array([4, 5, 6, 1, 3, 2, 0])[emotion]] = 10
    np.savez(path, pixels=pixels.astype(np.uint8), emotion=emotion, ferplus_votes=votes,
             usage=np.where(np.arange(280) < 210, 'Training', 'PublicTest'))
    return path
