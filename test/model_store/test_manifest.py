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

"""What a manifest may say, and what is said about one that is wrong."""

import json
import math

from fer_ros.model_store.manifest import load_manifest, Manifest, save_manifest
from fer_ros.values.errors import ModelError
import pytest

MISSING = object()


def changed(content, path, value):
    """Set or delete the entry at a dotted path."""
    *parents, last = path.split('.')
    place = content
    for key in parents:
        place = place[key]
    if value is MISSING:
        del place[last]
    else:
        place[last] = value
    return content


def test_all_entries_are_read(content):
    manifest = Manifest.from_dict(content)
    assert manifest.name == 'tiny' and manifest.file == 'tiny.onnx'
    assert manifest.labels == ('neutral', 'happy', 'surprise', 'sad', 'angry', 'disgust', 'fear',
                               None)
    assert (manifest.input.width, manifest.input.height, manifest.input.channels) == (48, 48, 1)
    assert manifest.input.mean == (0.0,) and manifest.input.scale == 1 / 255
    assert manifest.metrics['PublicTest'] == {'accuracy': 0.5, 'macro_f1': 0.4}
    assert manifest.training['versions'] == {'keras': '3'}
    assert (manifest.temperature, manifest.calibration) == (1.0, {})


@pytest.mark.parametrize(('path', 'value'), [
    ('input.color', 'rgb'), ('input.layout', 'NCHW'), ('output', 'logits'),
    ('input.margin', 0.25), ('input.margin', 1), ('input.width', 1), ('input.height', 1024),
    ('input.scale', 1), ('labels', ['happy', None, 'sad']), ('metrics', {}), ('training', {}),
    ('file', 'other-1.2_b.onnx'), ('temperature', 0.05), ('temperature', 20),
    ('calibration', {'ece': {'before': 0.1}}),
    ('metrics', {'Test': {'accuracy': 0.5, 'macro_f1': 0.4, 'recall': {'sad': 1, 'fear': 0.5}}}),
])
def test_what_is_allowed(content, path, value):
    if value in ('rgb',):
        content['input'].update(mean=[1, 2, 3], std=[1, 2.5, 3])
    manifest = Manifest.from_dict(changed(content, path, value))
    assert Manifest.from_dict(manifest.to_dict()) == manifest


@pytest.mark.parametrize(('path', 'value', 'words'), [
    ('name', MISSING, "missing entry 'name'"),
    ('name', '', "name must be a text, not empty, but is ''"),
    ('name', 3, 'but is 3'),
    ('name', '../tiny', r"but is '\.\./tiny'"),
    ('name', 'a b', "but is 'a b'"),
    ('file', '../tiny.onnx', r"plain name of a file.*'\.\./tiny\.onnx'"),
    ('file', '/etc/tiny.onnx', 'plain name'),
    ('file', 'sub/tiny.onnx', 'plain name'),
    ('file', 'sub\\tiny.onnx', 'plain name'),
    ('file', '..', 'plain name'),
    ('file', '.onnx', 'plain name'),
    ('file', 'tiny.onnx\n', 'plain name'),
    ('file', 'tiny.pb', "but is 'tiny.pb'"),
    ('sha256', 'abc', "64 hexadecimal digits in lower case, but is 'abc'"),
    ('sha256', 'A' * 64, '64 hexadecimal digits'),
    ('licence', None, 'licence must be a text, not empty, but is None'),
    ('license', 'MIT', "unknown entry 'license'; known: name, file"),
    ('input', [48, 48], 'input must be a JSON object'),
    ('input.width', 0, r'width must be an integer in \[1, 1024\], but is 0'),
    ('input.width', 1025, 'but is 1025'),
    ('input.width', 48.0, r'but is 48\.0'),
    ('input.height', '48', "but is '48'"),
    ('input.height', True, 'but is True'),
    ('input.depth', 3, "input: unknown entry 'depth'"),
    ('input.color', 'grey', "color must be one of gray, rgb, bgr, but is 'grey'"),
    ('input.color', ['gray'], 'one of gray, rgb, bgr'),
    ('input.color', 'rgb', 'mean must be a list of 3 numbers'),
    ('input.layout', 'HWC', "layout must be one of NHWC, NCHW, but is 'HWC'"),
    ('input.scale', 0, 'scale must be a number above 0, but is 0'),
    ('input.scale', -1, 'but is -1'),
    ('input.scale', math.nan, 'but is nan'),
    ('input.mean', 0.5, 'mean must be a list of 1 numbers'),
    ('input.mean', [math.inf], 'but is .inf'),
    ('input.std', [0.0], 'std must be a list of 1 positive numbers'),
    ('input.margin', 1.5, r'margin must be a number in \[0\.0, 1\.0\], but is 1\.5'),
    ('output', 'softmax', "output must be one of probabilities, logits, scores, but is 'softmax'"),
    ('labels', 'happy', 'labels must be a list'),
    ('labels', ['happy', 'contempt'], 'contempt'),
    ('labels', ['happy', 'joy'], 'different labels'),
    ('labels', ['happy', None], 'two labels at least'),
    ('labels', ['happy', 3], '3'),
    ('labels', [], 'labels must be'),
    ('temperature', 0, r'temperature must be a number in \[0\.05, 20\.0\], but is 0'),
    ('temperature', -1.5, r'but is -1\.5'),
    ('temperature', 21, 'but is 21'),
    ('temperature', math.nan, 'but is nan'),
    ('temperature', True, 'but is True'),
    ('temperature', '1', "but is '1'"),
    ('flip', 1, 'flip must be true or false, but is 1'),
    ('class_factors', {'disgust': 0}, r'disgust must be a number in \[0\.01, 100\.0\], but is 0'),
    ('class_factors', {'joy': 2}, "unknown entry 'joy'"),
    ('calibration', 0.02, 'calibration must be a JSON object'),
    ('training', 'FER2013', 'training must be a JSON object'),
    ('metrics', {'PublicTest': 0.5}, 'metrics of PublicTest must be a JSON object'),
    ('metrics', {'PublicTest': {'accuracy': 0.5}}, "missing entry 'macro_f1'"),
    ('metrics', {'Test': {'accuracy': 0.5, 'macro_f1': 0.4, 'recall': {'joy': 1}}},
     "recall: unknown entry 'joy'; known: angry"),
    ('metrics', {'Test': {'accuracy': 0.5, 'macro_f1': 0.4, 'recall': {'sad': 2}}},
     r'sad must be a number in \[0\.0, 1\.0\], but is 2'),
    ('metrics', {'Test': {'accuracy': 53.9, 'macro_f1': 0.4}}, r'accuracy .* but is 53\.9'),
])
def test_what_is_wrong(content, path, value, words):
    with pytest.raises(ModelError, match=words) as caught:
        Manifest.from_dict(changed(content, path, value), 'x.json')
    assert 'x.json' in str(caught.value)


@pytest.mark.parametrize('data', [None, [], 'text', 3])
def test_no_object(data):
    with pytest.raises(ModelError, match='must be a JSON object'):
        Manifest.from_dict(data)


def test_saved_and_loaded(content, tmp_path):
    manifest = Manifest.from_dict(content)
    path = save_manifest(manifest, tmp_path)
    assert path == tmp_path / 'tiny.json'
    assert load_manifest(path) == manifest
    assert [one.name for one in tmp_path.iterdir()] == ['tiny.json']


@pytest.mark.parametrize(('path', 'value'), [
    ('training', {'loss': math.nan}), ('training', {'loss': object()}),
    ('metrics', {'PublicTest': {'accuracy': math.nan, 'macro_f1': 0.4}}),
])
def test_what_cannot_be_saved(content, tmp_path, path, value):
    good = Manifest.from_dict(content)
    fields = {**good.__dict__, path: value}
    with pytest.raises(ModelError):
        save_manifest(Manifest(**fields), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(('text', 'words'), [
    ('', 'not valid JSON'), ('{"name": ', 'not valid JSON'), (b'\xff\xfe\x00', 'not valid JSON'),
    (None, 'No such file'), ('[' * 100_000, 'not valid JSON')])
def test_files_that_are_no_manifest(tmp_path, text, words):
    path = tmp_path / 'tiny.json'
    if isinstance(text, bytes):
        path.write_bytes(text)
    elif text is not None:
        path.write_text(text)
    with pytest.raises(ModelError, match=words):
        load_manifest(path)


def test_name_has_to_be_the_files(content, tmp_path):
    path = tmp_path / 'other.json'
    path.write_text(json.dumps(content))
    with pytest.raises(ModelError, match="must be the file's own, 'other', but is 'tiny'"):
        load_manifest(path)
