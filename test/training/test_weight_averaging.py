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

"""The mean of stages: their weights, and the statistics that go with them."""

from fer_ros.model_store.manifest import InputSpec
from fer_ros.training.weight_averaging import (
    delete_ends, mean_of_ends, measure_normalization, save_end)
from fer_ros.values.errors import FerRosError
import numpy as np
import pytest


def weights(value):
    return [np.full((2, 3), value, np.float32), np.full(12, 2 * value, np.float32)]


def test_the_mean_of_the_ends(tmp_path):
    for name, value in (('all', 1), ('matched', 4), ('other', 100)):
        save_end(tmp_path, name, weights(value))
    first, second = mean_of_ends(tmp_path, ('all', 'matched'))
    np.testing.assert_allclose(first, np.full((2, 3), 2.5))
    np.testing.assert_allclose(second, np.full(12, 5.0))


def test_more_than_ten_weights_keep_their_order(tmp_path):
    save_end(tmp_path, 'all', [np.float32([number]) for number in range(23)])
    assert [value.item() for value in mean_of_ends(tmp_path, ['all'])] == list(range(23))


@pytest.mark.parametrize('content', [None, b'', b'PK\x03\x04 no archive'])
def test_an_end_that_cannot_be_read(tmp_path, content):
    save_end(tmp_path, 'all', weights(1))
    if content is not None:
        (tmp_path / 'end-matched-0.npz').write_bytes(content)
    with pytest.raises(FerRosError, match=r"the stage 'matched', '.*end-matched-0.npz'"):
        mean_of_ends(tmp_path, ('all', 'matched'))


def test_only_the_ends_are_deleted(tmp_path):
    save_end(tmp_path, 'all', weights(1))
    (tmp_path / 'model.keras').touch()
    delete_ends(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ['model.keras']


# NumPy 2 on Keras, whose conversion of tensors does not take `copy` yet
@pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")
def test_normalization_is_measured_anew():
    keras = pytest.importorskip('keras')
    faces = np.random.default_rng(0).integers(0, 256, (600, 8, 8), dtype=np.uint8)
    pixels = keras.layers.Input((8, 8, 1))
    normalization = keras.layers.BatchNormalization(momentum=0.9)
    model = keras.Model(pixels, keras.Sequential([normalization])(pixels))
    spec = InputSpec(8, 8, 'gray', 1 / 255, (0.0,), (1.0,), 'NHWC', 0.0)
    measure_normalization(model, faces, spec, seed=0)
    values = faces / 255
    mean, variance = (keras.ops.convert_to_numpy(value).item() for value in (
        normalization.moving_mean, normalization.moving_variance))
    assert mean == pytest.approx(values.mean(), abs=1e-5)
    assert variance == pytest.approx(values.var(), abs=1e-4)
    assert normalization.momentum == 0.9
