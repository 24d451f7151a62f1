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

"""`fer_ros models add` with models that have the properties of public ones."""

import io
import json
from pathlib import Path
import re

from fer_ros.classifiers import BACKENDS
from fer_ros.cli.main import main
from fer_ros.model_store.store import find_model
from fer_ros.system import share_dir
from fer_ros.values.labels import LABELS
import numpy as np
import pytest

onnx = pytest.importorskip('onnx')
from onnx import helper, numpy_helper, TensorProto  # noqa: E402, I100

CNN = share_dir() / 'models' / 'cnn.onnx'
# What FERPlus and AffectNet call the labels, in their orders
FERPLUS = ('neutral', 'happy', 'surprise', 'sad', 'angry', 'disgust', 'fear')
AFFECTNET = ('neutral', 'happy', 'sad', 'surprise', 'fear', 'disgust', 'angry')


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Return the folder that models are added to."""
    monkeypatch.setenv('XDG_DATA_HOME', str(tmp_path / 'data'))
    return tmp_path / 'data' / 'fer_ros' / 'models'


def stand_in(path, order, others, *, shape, scale, output='logits', grayscale=True):
    """
    Save the shipped cnn as another model.

    It gets another input, and the order, the extra classes and the output of others.

    :param shape: of the input, NCHW; an open batch is a text
    :param scale: what the pixels are divided by inside, so that the cnn sees 0..1
    """
    model = onnx.load(CNN)
    graph = model.graph
    first, last = graph.input[0].name, graph.output[0].name
    size = np.array([48, 48], np.int64)
    before = [helper.make_node('Div', ['image', 'scale_inside'], ['scaled']),
              helper.make_node('ReduceMean', ['scaled'], ['gray'], axes=[1], keepdims=1),
              helper.make_node('Shape', ['gray'], ['all_sizes']),
              helper.make_node('Slice', ['all_sizes', 'zero', 'two'], ['batch_sizes']),
              helper.make_node('Concat', ['batch_sizes', 'sizes'], ['new_sizes'], axis=0),
              helper.make_node('Resize', ['gray', '', '', 'new_sizes'], ['small'], mode='linear'),
              helper.make_node('Transpose', ['small'], [first], perm=[0, 2, 3, 1])]
    after = [helper.make_node('Log', [last], ['logs']),
             helper.make_node('Gather', ['logs', 'order'], ['ordered'], axis=1),
             helper.make_node('Gather', ['logs', 'extra'], ['added'], axis=1),
             helper.make_node('Concat', ['ordered', 'added'], ['out'], axis=1)]
    if output == 'scores':
        after += [helper.make_node('Sigmoid', ['out'], ['end'])]
    numbers = {'scale_inside': np.float32(scale), 'zero': np.array([0], np.int64),
               'two': np.array([2], np.int64), 'sizes': size,
               'order': np.array([LABELS.index(label) for label in order], np.int64),
               'extra': np.zeros(others, np.int64)}
    nodes = [*before, *graph.node, *after]
    graph = helper.make_graph(
        nodes, 'stand_in', [helper.make_tensor_value_info('image', TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info('end' if output == 'scores' else 'out', TensorProto.FLOAT,
                                       [shape[0], len(order) + others])],
        [*graph.initializer, *(numpy_helper.from_array(np.asarray(value), name)
                               for name, value in numbers.items())])
    onnx.save(helper.make_model(graph, opset_imports=model.opset_import, ir_version=8), path)
    return path


def ferplus_like(folder):
    """Save what emotion-ferplus-8.onnx looks like: one image of 0..255 at a time, 8 logits."""
    return stand_in(folder / 'emotion-ferplus-8.onnx', FERPLUS, 1, shape=[1, 1, 64, 64],
                    scale=255.0)


def affectnet_like(folder):
    """Save what a multi-task AffectNet model looks like: 8 logits, valence and arousal."""
    return stand_in(folder / 'enet_va_mtl.onnx', AFFECTNET, 3, shape=['n', 3, 112, 112],
                    scale=1.0)


def faces():
    generator = np.random.default_rng(5)
    return [np.repeat(generator.integers(0, 256, (48, 48, 1), np.uint8), 3, axis=2)
            for _ in range(4)]


@pytest.mark.parametrize(('make', 'options', 'size', 'color', 'layout'), [
    (ferplus_like, ['--labels', 'ferplus', '--scaling', 'raw'], 64, 'gray', 'NCHW'),
    (affectnet_like, ['--labels', 'affectnet', '--scaling', 'unit', '--color', 'rgb'], 112, 'rgb',
     'NCHW')])
def test_stand_ins(make, options, size, color, layout, home, tmp_path, capsys):
    path = make(tmp_path)
    assert main(['models', 'add', str(path), *options]) == 0
    printed = capsys.readouterr().out
    assert f'{size}x{size} pixels' in printed and 'portrait with a smile: happy' in printed
    manifest = json.loads((home / f'{path.stem}.json').read_text())
    assert manifest['input']['color'] == color and manifest['input']['layout'] == layout
    assert manifest['output'] == 'logits' and manifest['metrics'] == {}
    assert manifest['temperature'] == 1.0 and manifest['weaknesses'] == []
    assert (home / f'{path.stem}.onnx').read_bytes() == path.read_bytes()
    # On faces without detail, resizing changes little.
    flat = [np.full((48, 48, 3), value, np.uint8) for value in (10, 90, 200)]
    expected = BACKENDS.create('onnx', 'cnn').manifest.temperature
    plain = BACKENDS.create('onnx', 'cnn').classify(flat).astype(float) ** expected
    np.testing.assert_allclose(BACKENDS.create('auto', path.stem).classify(flat),
                               plain / plain.sum(axis=1, keepdims=True), atol=0.02)


def test_the_list_marks_what_was_not_measured(tmp_path, capsys):
    assert main(['models', 'add', str(ferplus_like(tmp_path)), '--labels', 'ferplus',
                 '--scaling', 'raw', '--name', 'mine']) == 0
    capsys.readouterr()
    assert main(['models']) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert 'accuracy not measured' in lines['mine']
    assert 'not measured' not in lines['cnn']


def test_questions(home, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr('sys.stdin', io.StringIO('2\nunit\n3\n'))
    assert main(['models', 'add', str(affectnet_like(tmp_path))]) == 0
    printed = capsys.readouterr().out
    assert 'portrait with a smile gives class 1' in printed
    manifest = find_model('enet_va_mtl').manifest
    assert manifest.input.color == 'bgr' and manifest.input.scale == 1 / 255
    assert manifest.labels == (*AFFECTNET, None, None, None)


@pytest.mark.parametrize(('options', 'words'), [
    ([], ['Order of the three channels', '--color', 'rgb, bgr']),
    (['--color', 'rgb'], ['--scaling', 'unit, signed, raw, imagenet, caffe']),
    (['--color', 'rgb', '--scaling', 'unit'], ['--labels', 'alphabetical, ferplus, affectnet']),
    (['--color', 'rgb', '--scaling', 'unit', '--labels', 'fer2013'], ["'fer2013' has 7 classes",
                                                                      'the model has 10']),
    (['--color', 'rgb', '--scaling', 'unit', '--labels', 'happy,sad'], ['2 classes', '10']),
    (['--color', 'rgb', '--scaling', 'unit', '--labels', 'happy,bored'], ["'bored'", 'contempt']),
    (['--name', 'cnn'], ["a model 'cnn' already", '--name']),
    (['--name', 'a b'], ["'a b'"]), (['--name', 'deepface'], ["'deepface'"]),
    (['--name', 'x.h5'], ["'x.h5'"])])
def test_what_is_missing_or_wrong_is_said(options, words, home, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr('sys.stdin', io.StringIO(''))
    assert main(['models', 'add', str(affectnet_like(tmp_path)), *options]) == 1
    error = capsys.readouterr().err
    for word in words:
        assert word in error
    assert not home.exists()


def test_replace(home, tmp_path, capsys):
    line = ['models', 'add', str(ferplus_like(tmp_path)), '--scaling', 'raw', '--labels']
    assert main([*line, 'alphabetical']) == 0
    assert main([*line, 'ferplus']) == 1
    assert main([*line, 'ferplus', '--replace']) == 0
    assert find_model('emotion-ferplus-8').manifest.labels[0] == 'neutral'
    assert sorted(path.name for path in home.iterdir()) == [
        'emotion-ferplus-8.json', 'emotion-ferplus-8.onnx']


def test_names_of_public_files(home, tmp_path, capsys):
    path = ferplus_like(tmp_path).rename(tmp_path / '_mini model (1).102-0.66.ONNX')
    assert main(['models', 'add', str(path), '--scaling', 'raw', '--labels', 'ferplus']) == 0
    assert (home / '_mini-model-1-.102-0.66.onnx').is_file()
    assert find_model('_mini-model-1-.102-0.66').path.parent == home


def test_independent_scores(tmp_path, capsys):
    path = stand_in(tmp_path / 'scores.onnx', LABELS, 0, shape=['n', 1, 48, 48], scale=1.0,
                    output='scores')
    assert main(['models', 'add', str(path), '--scaling', 'unit', '--labels', 'fer2013']) == 0
    assert find_model('scores').manifest.output == 'scores'
    rows = BACKENDS.create('auto', 'scores').classify(faces())
    np.testing.assert_allclose(rows.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(rows.argmax(axis=1),
                                  BACKENDS.create('auto', 'cnn').classify(faces()).argmax(axis=1))


def graph_of(shape, nodes, outputs, inputs=('image',), kind=TensorProto.FLOAT):
    graph = helper.make_graph(
        nodes, 'g', [helper.make_tensor_value_info(name, kind, shape) for name in inputs],
        [helper.make_tensor_value_info(name, kind, None) for name in outputs],
        [numpy_helper.from_array(np.array([1, 7], np.int64), 'row')])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid('', 13)], ir_version=8)


IDENTITY = [helper.make_node('Identity', ['image'], ['out'])]
ODD = {
    'two inputs': (graph_of(['n', 48, 48, 1], IDENTITY, ['out'], ('image', 'ecg')),
                   r'2 inputs \(image .* ecg'),
    'flat': (graph_of(['n', 2304], IDENTITY, ['out']), r'shape \(any, 2304\)'),
    'no channels': (graph_of(['n', 48, 48, 5], IDENTITY, ['out']), r'\(any, 48, 48, 5\)'),
    'whole numbers': (graph_of(['n', 48, 48, 1], IDENTITY, ['out'], kind=TensorProto.INT64),
                      r'tensor\(int64\)'),
    'one number': (graph_of(['n', 48, 48, 1], [helper.make_node(
        'ReduceMean', ['image'], ['out'], axes=[1, 2], keepdims=0)], ['out']),
        'gives 1 numbers'),
}


@pytest.mark.parametrize('case', ODD)
def test_networks_that_read_no_face(case, home, tmp_path, capsys):
    model, words = ODD[case]
    onnx.save(model, tmp_path / 'odd.onnx')
    assert main(['models', 'add', str(tmp_path / 'odd.onnx')]) == 1
    assert re.search(words, capsys.readouterr().err)
    assert not home.exists()


@pytest.mark.parametrize(('name', 'content', 'words'), [
    ('page.onnx', b'<!DOCTYPE html><html>', 'web page'), ('m.tflite', b'\0\0\0\0TFL3', 'tf2onnx'),
    ('m.h5', b'version https://git-lfs.github.com/spec/v1', 'git lfs pull'),
    ('m.onnx', b'404: Not Found', 'is a text'), ('m.onnx', b'', 'is empty'),
    ('m.onnx', CNN.read_bytes()[:5000], 'damaged or incomplete')])
def test_files_that_are_no_model(name, content, words, home, tmp_path, capsys):
    (tmp_path / name).write_bytes(content)
    assert main(['models', 'add', str(tmp_path / name)]) == 1
    error = capsys.readouterr().err
    assert words in error and name in error and len(error.splitlines()) == 1


def test_no_such_file(capsys):
    assert main(['models', 'add', 'nowhere.onnx']) == 1
    assert 'nowhere.onnx: No such file' in capsys.readouterr().err


def test_a_face_of_ones_own(tmp_path, capsys):
    import cv2
    data = pytest.importorskip('skimage.data')
    photo, wall = tmp_path / 'me.png', tmp_path / 'wall.png'
    cv2.imwrite(str(photo), data.astronaut()[..., ::-1])
    cv2.imwrite(str(wall), np.full((200, 200, 3), 90, np.uint8))
    line = ['models', 'add', str(ferplus_like(tmp_path)), '--scaling', 'raw', '--labels',
            'ferplus', '--face']
    assert main([*line, str(wall)]) == 1
    assert 'no face found' in capsys.readouterr().err
    assert main([*line, str(tmp_path / 'gone.png')]) == 1
    assert 'gone.png' in capsys.readouterr().err
    assert main([*line, str(photo)]) == 0
    assert '  me.png: ' in capsys.readouterr().out


def test_another_folder(tmp_path, capsys):
    folder = tmp_path / 'elsewhere'
    assert main(['models', 'add', str(ferplus_like(tmp_path)), '--scaling', 'raw', '--labels',
                 'ferplus', '--folder', str(folder)]) == 0
    assert find_model(str(folder / 'emotion-ferplus-8.json')).path.parent == folder
    assert Path(folder / 'emotion-ferplus-8.onnx').is_file()
