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

"""What must hold for everything that comes from outside, tried with values made by hypothesis."""

from __future__ import annotations

import json
import struct
from types import SimpleNamespace

import cv2
from fer_ros.codec import decode_image, encode_image, ENCODINGS, open_compressed, open_image
from fer_ros.codec.jpeg import frame_header
from fer_ros.codec.layouts import MAX_SIDE, WRITABLE
from fer_ros.model_store.manifest import Manifest, parse_manifest
from fer_ros.parameter_files.ros_yaml import load, scalar
from fer_ros.system import share_dir
from fer_ros.values.errors import ImageError, ModelError, SettingError
from fer_ros.values.node_settings import NodeSettings
import numpy as np
import pytest

pytest.importorskip('rosbags')
pytest.importorskip('hypothesis')

from fer_ros.embedded.cdr import decode, encode  # noqa: E402, I100
from fer_ros.embedded.interfaces import interface  # noqa: E402
from hypothesis import example, given, HealthCheck, settings, strategies as st  # noqa: E402
import yaml  # noqa: E402

bounded = settings(max_examples=150, deadline=None, derandomize=True, database=None,
                   suppress_health_check=list(HealthCheck))
SIDES = st.one_of(st.integers(0, 40), st.integers(0, 2**32 - 1))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9),
              st.sampled_from([10**400, '\ud800', '../x', 'gray', 1e308])),
    lambda inner: st.one_of(st.lists(inner, max_size=4),
                            st.dictionaries(st.text(max_size=5), inner, max_size=4)),
    max_leaves=9)
SHIPPED = json.loads((share_dir() / 'models/cnn.json').read_text())
JPEG = cv2.imencode('.jpg', np.arange(48 * 64, dtype=np.uint8).reshape(48, 64))[1].tobytes()
PNG = cv2.imencode('.png', np.arange(48, dtype=np.uint8).reshape(6, 8))[1].tobytes()


@bounded
@given(encoding=st.one_of(st.sampled_from(ENCODINGS), st.text(max_size=20)), width=SIDES,
       height=SIDES, step=SIDES, is_bigendian=st.integers(0, 255),
       data=st.binary(max_size=4096), fits=st.booleans())
@example('bgr8', MAX_SIDE + 1, 1, 3 * (MAX_SIDE + 1), 0, b'', False)
@example('bgr8', 2**32 - 1, 2**32 - 1, 2**32 - 1, 0, b'', False)
@example('x' * 10_000_000, 1, 1, 1, 0, b'', False)
def test_an_image_message_is_an_image_or_rejected(encoding, width, height, step, is_bigendian,
                                                  data, fits):
    if fits and step * height <= 65536:
        data = (data or b'\0') * (step * height)
        data = data[:step * height]
    message = SimpleNamespace(encoding=encoding, width=width, height=height, step=step,
                              is_bigendian=is_bigendian, data=data)
    try:
        picture = open_image(message)
    except ImageError as error:
        assert len(str(error)) < 1000
        return
    assert picture.whole().shape == (height, width, 3)
    assert picture.scaled(max(width // 2, 1), max(height // 2, 1)).dtype == np.uint8


@bounded
@given(encoding=st.sampled_from(WRITABLE), width=st.integers(1, 40), height=st.integers(1, 40),
       seed=st.integers(0, 9))
def test_an_image_that_is_encoded_is_decoded_again(encoding, width, height, seed):
    image = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    try:
        fields = encode_image(image, encoding)
    except ImageError:
        assert width % 2 or height % 2
        return
    assert decode_image(SimpleNamespace(**fields)).shape == image.shape


@bounded
@given(source=st.sampled_from([JPEG, PNG]), cut=st.integers(0, 4000), place=st.integers(0, 4000),
       patch=st.binary(max_size=40), form=st.text(max_size=9))
@example(PNG, 4000, 16, struct.pack('>II', 60000, 60000), 'png')
@example(PNG, 4000, 16, struct.pack('>IIBB', 8192, 8192, 16, 6), 'png')
@example(JPEG, 4000, JPEG.index(b'\xff\xc0') + 5, struct.pack('>HH', 60000, 60000), 'jpeg')
def test_a_compressed_image_is_an_image_or_rejected(source, cut, place, patch, form):
    data = (source[:place] + patch + source[place + len(patch):])[:cut]
    try:
        picture = open_compressed(SimpleNamespace(format=form, data=data))
        assert picture.whole().shape == picture.shape
    except ImageError as error:
        assert str(error)


@bounded
@given(st.binary(max_size=200))
def test_any_bytes_have_a_jpeg_header_or_none(data):
    (width, height), place = frame_header(np.frombuffer(data, np.uint8))
    assert 0 <= place <= len(data) and 0 <= width <= 65535 and 0 <= height <= 65535


@bounded
@given(labels=st.lists(st.text(st.characters(exclude_categories=['Cs']), max_size=9), max_size=5),
       width=st.integers(0, 2**32 - 1), valence=st.floats(width=32),
       probabilities=st.lists(st.floats(width=32), max_size=9))
def test_messages_survive_the_wire(labels, width, valence, probabilities):
    message = interface('fer_ros/msg/EmotionArray')(
        labels=labels, image_width=width, emotions=[interface('fer_ros/msg/Emotion')(
            valence=valence, probabilities=probabilities)])
    data = bytes(encode(message))
    # Bytes, because NaN is unlike itself
    assert bytes(encode(decode(data, message.__msgtype__))) == data


@bounded
@given(name=st.sampled_from(['sensor_msgs/msg/Image', 'fer_ros/msg/EmotionArray',
                             'rcl_interfaces/srv/SetParameters_Request']),
       data=st.binary(max_size=200))
def test_any_bytes_are_a_message_or_rejected(name, data):
    interface('rcl_interfaces/srv/SetParameters')
    try:
        decode(b'\0\1\0\0' + data, name)
    except ValueError as error:
        assert name in str(error)


@bounded
@given(entry=st.sampled_from([*SHIPPED, *(('input', name) for name in SHIPPED['input'])]),
       value=JSON)
def test_a_manifest_with_any_entry_is_whole_or_rejected(entry, value):
    content = json.loads(json.dumps(SHIPPED))
    if isinstance(entry, tuple):
        content['input'][entry[1]] = value
    else:
        content[entry] = value
    try:
        manifest = parse_manifest(json.dumps(content).encode(), 'm')
    except ModelError as error:
        assert str(error).startswith('m') and len(str(error)) < 2000
        return
    assert Manifest.from_dict(manifest.to_dict()) == manifest


@bounded
@given(st.dictionaries(st.sampled_from(list(vars(NodeSettings()))), JSON, max_size=3))
def test_settings_take_values_of_their_own_kind_alone(changes):
    try:
        changed = NodeSettings().changed(changes)
    except SettingError:
        return
    for name, value in vars(NodeSettings()).items():
        assert type(getattr(changed, name)) is type(value)


@bounded
@given(st.one_of(st.text(max_size=60), st.text('0123456789.eE+-x_[]{}&*!:, ab\n', max_size=60)))
@example('9' * 100_000 + 'x')
@example('[' * 100_000)
@example('a: &a [1, 1]\nb: [*a, *a]')
@example('!!python/object/apply:os.getpid []')
def test_any_text_is_yaml_or_rejected(text):
    scalar(text)
    try:
        load(text)
    except yaml.YAMLError as error:
        assert str(error)
