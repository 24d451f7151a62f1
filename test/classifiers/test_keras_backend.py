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

"""Keras models as a backend: what is read from them, and what is rejected."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

keras = pytest.importorskip('keras')
pytest.importorskip('tensorflow')

from fer_ros.classifiers import BACKENDS  # noqa: E402, I100
from fer_ros.values.errors import ModelError  # noqa: E402
from fer_ros.values.labels import LABELS  # noqa: E402

# NumPy 2 on Keras, whose conversion of tensors does not take `copy` yet
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")


def network(side=8, channels=1, classes=7):
    keras.utils.set_random_seed(4)
    return keras.Sequential([
        keras.layers.Input((side, side, channels)), keras.layers.Conv2D(4, 3, activation='relu'),
        keras.layers.BatchNormalization(), keras.layers.Dropout(0.5), keras.layers.Flatten(),
        keras.layers.Dense(classes, activation='softmax')])


def saved(model, folder, name='tiny.keras', **changes):
    path = folder / name
    model.save(path)
    return described(path, **changes)


def described(path, **changes):
    manifest = {
        'name': path.stem, 'file': path.name,
        'sha256': hashlib.sha256(path.read_bytes()).hexdigest(), 'description': 'test',
        'licence': 'Apache-2.0', 'input': {
            'width': 8, 'height': 8, 'color': 'gray', 'scale': 1 / 255, 'mean': [0.0],
            'std': [1.0], 'layout': 'NHWC', 'margin': 0.0},
        'output': 'probabilities', 'labels': list(LABELS), 'training': {}, 'metrics': {},
        **changes}
    path.with_suffix('.json').write_text(json.dumps(manifest))
    return str(path)


@pytest.fixture
def crops():
    generator = np.random.default_rng(0)
    return [np.repeat(generator.integers(0, 256, (8, 8, 1), np.uint8), 3, axis=2)
            for _ in range(3)]


# Keras calls its own older format legacy as it saves it.
@pytest.mark.filterwarnings('ignore::UserWarning')
@pytest.mark.parametrize('name', ['tiny.keras', 'tiny.h5', 'tiny.hdf5', '_tiny.102-0.66.hdf5'])
def test_it_gives_what_keras_gives(name, crops, tmp_path):
    model = network()
    classifier = BACKENDS.create('auto', saved(model, tmp_path, name))
    batch = np.stack([crop[..., :1] for crop in crops]).astype(np.float32) / 255
    expected = np.asarray(model(batch, training=False))
    np.testing.assert_allclose(classifier.classify(crops), expected, atol=1e-6)
    np.testing.assert_allclose(classifier.classify(crops[:1]), expected[:1], atol=1e-6)
    assert classifier.classify([]).shape == (0, 7)
    assert classifier.name == Path(name).stem


def test_labels_and_colours_by_the_manifest(tmp_path):
    labels = ['happy', None, 'sad']
    path = saved(network(channels=3, classes=3), tmp_path, labels=labels, input={
        'width': 8, 'height': 8, 'color': 'rgb', 'scale': 1 / 127.5, 'mean': [1.0] * 3,
        'std': [1.0] * 3, 'layout': 'NHWC', 'margin': 0.0})
    classifier = BACKENDS.create('keras', path)
    (row,) = classifier.classify([np.full((20, 20, 3), 90, np.uint8)])
    assert row[LABELS.index('angry')] == 0
    assert row[LABELS.index('happy')] + row[LABELS.index('sad')] == pytest.approx(1)


def test_it_is_traced_once(crops, tmp_path):
    classifier = BACKENDS.create('keras', saved(network(), tmp_path))
    for count in (1, 2, 3, 1, 3):
        classifier.classify(crops[:count])
    assert classifier._run.experimental_get_tracing_count() == 1


@pytest.mark.filterwarnings('ignore::UserWarning')
@pytest.mark.parametrize('name', ['evil.keras', 'evil.h5'])
def test_code_in_the_file_is_rejected_and_not_run(name, tmp_path, capfd):
    model = keras.Sequential([
        keras.layers.Input((8, 8, 1)),
        keras.layers.Lambda(lambda x: (print('code has run'), x)[1]), keras.layers.Flatten(),
        keras.layers.Dense(7, activation='softmax')])
    path = saved(model, tmp_path, name)
    capfd.readouterr()
    with pytest.raises(ModelError, match=r'evil.*rejected: it carries code'):
        BACKENDS.create('keras', path)
    assert 'code has run' not in capfd.readouterr().out


def damaged(tmp_path):
    path = tmp_path / 'tiny.keras'
    path.write_bytes(b'\0PK nonsense')
    return described(path)


WRONG = {
    'damaged': (damaged, 'cannot read .*tiny.keras'),
    'another file': (lambda folder: saved(network(), folder, sha256='0' * 64), 'sha256'),
    'another size': (lambda folder: saved(network(side=9), folder), r'\(1, 8, 8, 1\)'),
    'colour': (lambda folder: saved(network(channels=3), folder), r'\(1, 8, 8, 1\)'),
    'more classes': (lambda folder: saved(network(classes=8), folder), '7 labels'),
    'no manifest': (lambda folder: str(folder / 'tiny.keras'), 'tiny.keras'),
}


@pytest.mark.parametrize('case', WRONG)
def test_wrong_files(case, tmp_path):
    make, quoted = WRONG[case]
    with pytest.raises(ModelError, match=quoted):
        BACKENDS.create('keras', make(tmp_path))


def test_a_file_of_another_backend(tmp_path):
    with pytest.raises(ModelError, match=r"'keras' runs .keras, .h5, .hdf5 files, not .*cnn.onnx"):
        BACKENDS.create('keras', 'cnn')
    with pytest.raises(ModelError, match=r"'onnx' runs .onnx files, not .*tiny.keras"):
        BACKENDS.create('onnx', saved(network(), tmp_path))


def with_config(path, change):
    """Change the configuration of the layers in an .h5 file."""
    h5py = pytest.importorskip('h5py')
    with h5py.File(path, 'a') as file:
        config = json.loads(file.attrs['model_config'])
        change(config['config']['layers'])
        file.attrs['model_config'] = json.dumps(config)
        file.attrs['keras_version'] = '2.15.0'
    return described(path)


def of_keras_2(folder, layer, **arguments):
    """Save a network as Keras 2 did, with arguments of a layer that Keras 3 does not know."""
    keras.utils.set_random_seed(4)
    model = keras.Sequential([
        keras.layers.Input((8, 8, 1)), layer,
        keras.layers.Flatten(), keras.layers.Dense(7, activation='softmax')])
    model.save(folder / 'two.h5')

    def change(layers):
        for one in layers:
            if one['class_name'] == type(layer).__name__:
                one['config'].update(arguments)
    return model, with_config(folder / 'two.h5', change)


@pytest.mark.filterwarnings('ignore::UserWarning')
@pytest.mark.parametrize(('layer', 'arguments'), [
    (keras.layers.DepthwiseConv2D(3, depth_multiplier=2), {}),
    (keras.layers.SeparableConv2D(4, 3), {
        'kernel_initializer': {'class_name': 'GlorotUniform', 'config': {'seed': None}},
        'kernel_regularizer': None, 'kernel_constraint': None}),
    (keras.layers.Conv2DTranspose(2, 3), {})], ids=lambda value: type(value).__name__)
def test_layers_of_keras_2_are_read(layer, arguments, crops, tmp_path):
    model, path = of_keras_2(tmp_path, layer, groups=1, **arguments)
    batch = np.stack([crop[..., :1] for crop in crops]).astype(np.float32) / 255
    np.testing.assert_allclose(BACKENDS.create('auto', path).classify(crops),
                               np.asarray(model(batch, training=False)), atol=1e-6)


@pytest.mark.filterwarnings('ignore::UserWarning')
def test_what_keras_3_cannot_read_is_said_whole(tmp_path):
    _, path = of_keras_2(tmp_path, keras.layers.DepthwiseConv2D(3), odd_argument=5)
    with pytest.raises(ModelError) as caught:
        BACKENDS.create('auto', path)
    text = str(caught.value)
    assert 'odd_argument' in text and 'Keras 2.15.0' in text and 'model.export' in text
    assert len(text) < 900


@pytest.mark.filterwarnings('ignore::UserWarning')
def test_weights_without_a_network(tmp_path):
    path = tmp_path / 'tiny.h5'
    network().save_weights(tmp_path / 'tiny.weights.h5')
    (tmp_path / 'tiny.weights.h5').rename(path)
    with pytest.raises(ModelError, match=r'weights without the network.*load_weights'):
        BACKENDS.create('auto', described(path))
