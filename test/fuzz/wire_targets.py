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

"""Targets: what comes over the wire, as CDR bytes, as images and as parameter requests."""

from __future__ import annotations

from functools import cache, lru_cache
import struct
from types import SimpleNamespace

import cv2
from fer_ros.classifiers import Classifier
from fer_ros.codec import ENCODINGS, open_compressed, open_image
from fer_ros.codec.depth import decode_depth
from fer_ros.codec.jpeg import frame_header
from fer_ros.codec.layouts import LAYOUTS
from fer_ros.detectors import Detector
from fer_ros.embedded.cdr import decode, encode
from fer_ros.embedded.interfaces import interface
from fer_ros.embedded.node_parameters import NodeParameters
from fer_ros.embedded.parameter_services import create_parameter_services
from fer_ros.embedded.parameters import ParameterStore, SetParametersResult
from fer_ros.pipeline import Pipeline
from fer_ros.values.errors import SettingError
from fer_ros.values.faces import Box, Face
from fer_ros.values.settings import EVERY_FRAME, Settings
import numpy as np
from targets import target

HEADER = struct.pack('<Qq', 7, 1)
# What the runtime and its nodes read
READ = ('sensor_msgs/msg/Image', 'sensor_msgs/msg/CompressedImage', 'sensor_msgs/msg/CameraInfo',
        'rosgraph_msgs/msg/Clock', 'rmw_dds_common/msg/ParticipantEntitiesInfo',
        'fer_ros/msg/EmotionArray', 'diagnostic_msgs/msg/DiagnosticArray',
        'rcl_interfaces/msg/ParameterEvent')
SERVICES = ('DescribeParameters', 'GetParameterTypes', 'GetParameters', 'ListParameters',
            'SetParameters', 'SetParametersAtomically')


class Feed:
    """Takes numbers from the front of bytes; 0 where they have ended."""

    def __init__(self, data: bytes) -> None:
        self._data, self._place = data, 0

    def number(self, size: int = 1) -> int:
        self._place += size
        return int.from_bytes(self._data[self._place - size:self._place], 'little')

    def rest(self) -> bytes:
        return self._data[self._place:]


class FuzzClassifier(Classifier):
    """Stands for a model, so that thousands of images a second go through the pipeline."""

    name, input_side, affect = 'fuzz', 48, 'russell-mehrabian-1977'

    def classify(self, crops):
        for crop in crops:
            assert crop.ndim == 3 and crop.size and crop.dtype == np.uint8
            cv2.resize(crop, (48, 48))
        return np.full((len(crops), 7), 1 / 7, np.float32)


class FuzzDetector(Detector):
    """Finds faces where it is told to."""

    name, faces = 'fuzz', ()

    def detect(self, image, threshold):
        assert image.ndim == 3 and image.size and image.dtype == np.uint8
        return [face for face in self.faces if face.score >= threshold]


@cache
def _pipeline() -> Pipeline:
    return Pipeline(Settings(min_face_size=0, **EVERY_FRAME), FuzzDetector(), FuzzClassifier())


def _faces(feed: Feed) -> list[Face]:
    return [Face(Box(*(4 * feed.number() - 128 for _ in range(2)),
                     *(2 * feed.number() for _ in range(2))), feed.number() / 255)
            for _ in range(feed.number() % 4)]


def _look_at(picture, feed: Feed) -> None:
    """Let the pipeline and the drawing have it."""
    pipeline = _pipeline()
    pipeline.detector.faces = _faces(feed)
    pipeline.process(picture, feed.number(4) / 1000)
    height, width = picture.shape[:2]
    if width * height < 1 << 20:
        assert picture.whole().shape == (height, width, 3)


def _side(feed: Feed) -> int:
    first = feed.number()
    return first if first < 240 else feed.number(4)


def image_message(data: bytes):
    """Return a sensor_msgs/Image of any content: its faces, then its fields and pixels."""
    feed = Feed(data)
    kind = feed.number()
    encoding = (ENCODINGS[kind % len(ENCODINGS)] if kind < 248 else
                ('32FC1', '', 'BGR8', 'bgr8 ', 'x' * 100_000, 'bayer_', '64FC4',
                 'bgr8\0')[kind - 248])
    width, height, form = _side(feed), _side(feed), feed.number()
    layout = LAYOUTS.get(encoding, LAYOUTS['bgr8'])
    step = layout.row_bytes(width) + (form & 3) if form < 224 else feed.number(4)
    size, rest = layout.rows(height) * step, feed.rest()
    if not form & 4 and size <= 1 << 20:
        rest = (rest or b'\0') * (size // max(len(rest), 1) + 1)
        rest = rest[:size]
    return interface('sensor_msgs/msg/Image')(
        encoding=encoding, width=width, height=height, step=step, is_bigendian=form >> 3 & 1,
        data=rest)


def _image_seeds() -> list[bytes]:
    pixels = bytes(range(0, 256, 7))
    return [bytes((kind, width, height, form)) + faces + pixels
            for kind in range(len(ENCODINGS)) for width, height in ((64, 48), (6, 4))
            for form in (0, 1) for faces in (b'', b'\2\40\40\20\20\377\50\40\10\10\200')]


@target('image', _image_seeds)
def image(data: bytes) -> None:
    """Open an image message and process it."""
    message = image_message(data)
    _look_at(open_image(message), Feed(data[4:]))


@target('depth', lambda: [bytes((249, 8, 6, 0)) + bytes(range(96)), bytes((7, 8, 6, 0, 9))])
def depth(data: bytes) -> None:
    """Read an image message as one of depths."""
    message = image_message(data)
    message.encoding = ('16UC1', 'mono16', '32FC1', 'bgr8')[data[0] % 4] if data else ''
    decode_depth(message)


@lru_cache
def _compressed_seeds() -> list[bytes]:
    grey = np.arange(64, dtype=np.uint8).reshape(8, 8)
    deep = grey.astype(np.uint16) * 257
    colour = cv2.resize(np.random.default_rng(0).integers(0, 256, (9, 9, 3), np.uint8), (40, 30))
    files = [cv2.imencode('.png', one)[1] for one in (grey, deep, colour)]
    files += [cv2.imencode('.jpg', one, [cv2.IMWRITE_JPEG_PROGRESSIVE, progressive])[1]
              for one in (grey, colour) for progressive in (0, 1)]
    huge = bytearray(files[0].tobytes())
    huge[16:24] = struct.pack('>II', 60000, 60000)
    return [bytes(8) + one.tobytes() for one in files] + [bytes(8) + bytes(huge), bytes(8)]


@target('compressed', _compressed_seeds)
def compressed(data: bytes) -> None:
    """Open a compressed image message and process it; the first eight bytes say how."""
    message = SimpleNamespace(format='jpeg', data=data[8:])
    feed = Feed(data)
    picture = open_compressed(message, 1 << feed.number() % 4)
    _look_at(picture, feed)


@target('jpeg-header', lambda: [one[8:] for one in _compressed_seeds()
                                if one[8:10] == b'\xff\xd8'])
def jpeg_header(data: bytes) -> None:
    """Find the size of a JPEG."""
    (width, height), place = frame_header(np.frombuffer(data, np.uint8))
    assert 0 <= width < 65536 and 0 <= height < 65536 and 0 <= place <= len(data)


@lru_cache
def _samples() -> list[bytes]:
    filled = [interface(name)() for name in READ]
    filled[0] = interface(READ[0])(height=2, width=3, encoding='bgr8', step=9,
                                   data=bytes(range(18)))
    filled[4].node_entities_info_seq = [interface('rmw_dds_common/msg/NodeEntitiesInfo')(
        node_name='n', node_namespace='/')]
    filled[5] = interface(READ[5])(labels=['a', 'b'], emotions=[
        interface('fer_ros/msg/Emotion')(face_id='f1', probabilities=[0.5, 0.5])])
    filled[6].status = [interface('diagnostic_msgs/msg/DiagnosticStatus')(
        name='x', values=[interface('diagnostic_msgs/msg/KeyValue')(key='k', value='v')])]
    filled[7].new_parameters = [_parameter('model', 'cnn'), _parameter('max_faces', 2)]
    return [bytes((number,)) + bytes(encode(message)) for number, message in enumerate(filled)]


@target('cdr', _samples, refusals=(ValueError,))
def cdr(data: bytes) -> None:
    """Decode a sample of one of the topics; encoding it again must give the same message."""
    name = READ[data[0] % len(READ)] if data else READ[0]
    decode(data[1:], name)


@target('cdr-image', lambda: [_samples()[0], _samples()[1]], refusals=(ValueError,))
def cdr_image(data: bytes) -> None:
    """Decode a sample and process the image that it holds."""
    compressed_one = bool(data) and data[0] & 1
    message = decode(data[1:], READ[compressed_one])
    picture = open_compressed(message) if compressed_one else open_image(message)
    _look_at(picture, Feed(data))


def _parameter(name: str, value):
    from fer_ros.embedded import Parameter

    return Parameter(name, value=value).to_message()


@lru_cache
def _requests() -> list[bytes]:
    fields = {'SetParameters': [{'parameters': [_parameter(name, value)]} for name, value in (
        ('max_faces', 3), ('detection_threshold', 0.5), ('align', True), ('model', 'cnn'),
        ('model', ['a', 'b']), ('max_faces', [1, 2]), ('x', [0.5]), ('x', [True]))],
        'SetParametersAtomically': [{'parameters': [_parameter('max_faces', 3),
                                                    _parameter('align', True)]}],
        'ListParameters': [{'prefixes': ['a', ''], 'depth': 1}]}
    found = []
    for number, name in enumerate(SERVICES):
        kind = interface(f'rcl_interfaces/srv/{name}').Request
        for values in fields.get(name, [{'names': ['max_faces', 'no']}]):
            found.append(bytes((number,)) + bytes(encode(kind(**values), HEADER)))
    return found


class _Node(NodeParameters):
    """Takes the parameter services of a node that has all settings."""

    def __init__(self) -> None:
        self.store = self._parameters = ParameterStore({}, self._changed)
        self.handlers: list = []
        self.settings = Settings()
        create_parameter_services(self, self.store)
        for name, value in vars(self.settings).items():
            self.store.declare(name, value)
        self.store.callbacks.append(self._check)

    def create_service(self, service, name, handler) -> None:
        self.handlers.append((service, handler))

    def _changed(self, new, changed) -> None:
        for parameter in (*new, *changed):
            encode(parameter.to_message())

    def _check(self, parameters):
        try:
            self.settings = self.settings.changed(
                {parameter.name: parameter.value for parameter in parameters})
        except SettingError as error:
            return SetParametersResult(successful=False, reason=str(error))
        return SetParametersResult(successful=True)


_node = cache(_Node)


@target('parameter-services', _requests)
def parameter_services(data: bytes) -> None:
    """Answer a request as the node does; only the decoding may reject it."""
    handlers = _node().handlers
    service, handler = handlers[data[0] % len(handlers)] if data else handlers[0]
    try:
        request = decode(data[1:], service.Request.__msgtype__, len(HEADER))
    except ValueError:
        return
    encode(handler(request, service.Response()), HEADER)
