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

"""The networks: sizes, shapes, and what their stages need of them."""

from fer_ros.training.architectures import ARCHITECTURES
import numpy as np
import pytest

keras = pytest.importorskip('keras')
pytest.importorskip('tensorflow')

# NumPy 2 on Keras, whose conversion of tensors does not take `copy` yet
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")


@pytest.mark.parametrize(('name', 'options', 'parameters', 'shape'), [
    ('cnn', {}, 318_407, (None, 48, 48, 1)),
    ('resnet14', {}, 1_596_503, (None, 48, 48, 1)),
    ('resnet14_wide', {}, 1_963_687, (None, 48, 48, 1)),
    ('face_resnet28', {}, 4_446_375, (None, 48, 48, 1)),
    # Keras's MobileNetV2 without its top has 2,257,984 parameters.
    ('mobilenet_v2', {}, 2_257_984 + 1280 * 128 + 128 + 128 * 64 + 64 + 64 * 7 + 7,
     (None, 224, 224, 3)),
    ('mobilenet_v2', {'size': 96, 'width': 0.35}, 582_887, (None, 96, 96, 3))])
def test_sizes(name, options, parameters, shape):
    architecture = ARCHITECTURES.create(name, **options)
    model = architecture.build()
    assert model.count_params() == parameters
    assert model.input_shape == shape
    assert model.output_shape == (None, 7)
    spec = architecture.input
    assert shape[1:] == (spec.height, spec.width, spec.channels)
    assert len(model.get_layer('features').output.shape) == 2
    if any(stage.freeze_base for stage in architecture.stages):
        assert model.get_layer('base').count_params() == pytest.approx(parameters, rel=0.4)


def test_resnet14_does_not_mind_the_light():
    model = ARCHITECTURES.create('resnet14').build()
    face = np.random.default_rng(0).random((1, 48, 48, 1), np.float32)
    bright, dark = (np.asarray(model(face * light)) for light in (1.0, 0.3))
    np.testing.assert_allclose(bright, dark, atol=0.01)


def test_mobilenet_v2_as_the_thesis_had_it():
    model = ARCHITECTURES.create('mobilenet_v2').build()
    heads = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    assert [(head.units, head.activation.__name__) for head in heads] == [
        (128, 'relu'), (64, 'relu'), (7, 'softmax')]
