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

"""Targets: files and command lines."""

from __future__ import annotations

import contextlib
from functools import cache, lru_cache
import io
import json
from pathlib import Path
import tempfile
import zipfile

import cv2
from fer_ros.embedded.arguments import parse
from fer_ros.embedded.errors import (InvalidNameError, InvalidParameterValueException,
                                     RuntimeFault)
from fer_ros.embedded.interfaces import read_definition
from fer_ros.embedded.names import expand, remap_name, remap_node
from fer_ros.embedded.parameters import Parameter
from fer_ros.model_store.manifest import parse_manifest
from fer_ros.model_store.onnx_file import check_onnx
from fer_ros.model_store.store import find_model
from fer_ros.model_store.weights import find_weights
from fer_ros.parameter_files import load_parameters
from fer_ros.sources.photos import PhotoSource
from fer_ros.sources.video import open_video
from fer_ros.system import share_dir
from fer_ros.training.data import load_data
from fer_ros.values.errors import FerRosError, SettingError
from fer_ros.values.node_settings import NodeSettings
import numpy as np
from targets import target

_JSON = [b'null', b'true', b'0', b'-1', b'1e999', b'NaN', b'1' + b'0' * 400, b'""', b'"x"', b'[]',
         b'{}', b'[' * 40, b'{"a":' * 40, b'[0.0]', b'"\\ud800"', b'"../x"', b'"/etc/passwd"',
         b'"', b',', b':', b'[', b']', b'{', b'}', b'100000', b'1024', b'"gray"', b'"x.onnx"']
_YAML = [b'&a ', b'*a', b'[*a, *a]', b'<<: *a', b'[', b']', b'{', b'}', b': ', b'- ', b'\n', b'  ',
         b'!!int ', b'!!float x', b'!!binary x', b'!!python/object/apply:os.getpid []', b'null',
         b'9' * 5000, b'0' * 30 + b'7' * 30, b'1e999', b'.nan', b'0x', b'yes', b'|', b'>', b'"',
         b"'", b'?', b'%', b'---', b'ros__parameters', b'/**', b'\t', b'\xff', b'\0', b'[' * 100]
_ARGUMENTS = [b'--ros-args', b'-p', b'-r', b'--params-file', b'--log-level', b'-e', b'--', b'\n',
              b':=', b':', b'__node', b'__ns', b'~', b'/', b'rostopic://', b'x:=', b'1', b'.',
              *_YAML]
_CSV = [b'emotion', b'pixels', b'Usage', b'Training', b'PublicTest', b'"', b'""', b',', b'\n',
        b'\r', b'\0', b'0', b'-1', b'256', b'9' * 400, b'0x1', b'1e3', b'nan', b' ',
        b'x' * 140_000, b'\xff', b'\xef\xbb\xbf']


@cache
def folder() -> Path:
    """Return a folder for the files of this process."""
    # In memory where that is possible: a parser is to be measured, not a disk.
    root = Path('/dev/shm') if Path('/dev/shm').is_dir() else None
    made = tempfile.TemporaryDirectory(dir=root, prefix='fer-ros-fuzz-')
    folder.kept = made
    return Path(made.name)


def _file(name: str, data: bytes) -> Path:
    path = folder() / name
    path.write_bytes(data)
    return path


@lru_cache
def _manifest_seeds() -> list[bytes]:
    shipped = json.loads((share_dir() / 'models/cnn.json').read_text())
    small = shipped | {'name': 'm', 'training': {'seed': 1}, 'performance': {}, 'weaknesses': [],
                       'metrics': {'PublicTest': {'accuracy': 0.5, 'macro_f1': 0.5}}}
    return [json.dumps(small).encode(), json.dumps(small | {'affect': ''}, indent=1).encode()]


@target('manifest', _manifest_seeds, _JSON)
def manifest(data: bytes) -> None:
    """Parse a manifest, and write what was accepted."""
    json.dumps(parse_manifest(data, 'm.json').to_dict()).encode()


@target('arguments', lambda: [
    b'-r\n__ns:=/robot\n-r\n__node:=eyes\n-r\nimage_raw:=~/image', b'-p\nmodel:=cnn',
    b'-p\nfer:max_faces:=3\n-p\na:=[1, 2]\n--log-level\nfer:=debug', b'-p\nx:=1.5\n-p\ny:="on"',
    b'--disable-rosout-logs\n-e\n/a\n--\nx'], _ARGUMENTS,
        (RuntimeFault, InvalidNameError, InvalidParameterValueException))
def arguments(data: bytes) -> None:
    """Parse a command line, a word a line, and name and configure a node by it."""
    words = data.decode(errors='surrogateescape').split('\n')
    if '--params-file' in words:
        words.remove('--params-file')  # a target of its own
    parsed = parse(['--ros-args', *words])
    name, namespace = remap_node('fer', '/', parsed.remaps)
    remap_name(expand('image_raw', name, namespace), 'topic', parsed.remaps, name, namespace)
    for key, value in parsed.overrides(f'{namespace}/{name}'.replace('//', '/')).items():
        Parameter(key, value=value).to_message()


@target('parameter-yaml', lambda: [
    b'/**:\n  ros__parameters:\n    a: 1\n', b'fer: {ros__parameters: {b: [1.5, 2.0]}}',
    b'a:\n  fer:\n    ros__parameters:\n      c.d: "x"\n      e: {f: on}\n'], _YAML,
    (SettingError, InvalidParameterValueException))
def parameter_yaml(data: bytes) -> None:
    """Load a parameter file, and make parameters of what it holds."""
    for _, name, value in load_parameters(_file('p.yaml', data)):
        Parameter(name, value=value).to_message()


@target('msg-definition', lambda: [
    (share_dir() / 'msg/Emotion.msg').read_bytes(), b'uint8[] data\nstring<=5 s "x"\nint32 A=3\n'],
    [b'uint8', b'string', b'[', b']', b'<=', b'=', b'#', b'\n', b' ', b'/', b'"', b'float32[3]',
     b'9' * 30, b'std_msgs/Header', b'\xff'], (RuntimeFault,))
def msg_definition(data: bytes) -> None:
    """Parse the definition of a message."""
    read_definition(data.decode(errors='replace'), 'fuzz_msgs/msg/Fuzz')


@target('model-name', lambda: [b'cnn', b'default', b'~/x.onnx', b'/models/a.json', b'a.h5'], [
    b'.', b'/', b'..', b'~', b'~nobody', b'\0', b'x' * 300, b'.onnx', b'.json', b'\xff', b' ',
    b'*', b'/dev/zero', b'/dev/fd/0', b'cnn'])
def model_name(data: bytes) -> None:
    """Look for the model and the weights that a parameter names."""
    text = data.decode(errors='surrogateescape')
    with contextlib.suppress(FerRosError):
        find_weights('yunet', text)
    find_model(text)


@target('settings', lambda: [json.dumps({name: value}).encode()
                             for name, value in vars(NodeSettings()).items()], _JSON)
def settings(data: bytes) -> None:
    """Change settings to any value that a parameter can have."""
    try:
        changes = json.loads(data)
    except (ValueError, RecursionError):
        return
    if isinstance(changes, dict):
        NodeSettings().changed(changes)


def _table(rows: int, header: str = 'emotion,pixels,Usage') -> str:
    pixels = ' '.join(['7'] * 48 * 48)
    lines = [f'{number % 7},{pixels},{("Training", "PublicTest")[number % 2]}'
             for number in range(rows)]
    return '\n'.join([header, *lines, ''])


@target('csv', lambda: [_table(1).encode(), b'emotion,pixels,Usage\n3,1 2 3,Training\n'], _CSV)
def csv(data: bytes) -> None:
    """Load a table of faces."""
    load_data(_file('d.csv', data))


@target('votes', lambda: [
    b'Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n'
    b'Training,fer0.png,4,0,0,1,3,2,0,0,0,0\n'], _CSV)
def votes(data: bytes) -> None:
    """Load a table of faces with votes."""
    faces = folder() / 'faces.csv'
    if not faces.exists():
        faces.write_text(_table(1))
    load_data(faces, _file('v.csv', data))


def _npz(**changes) -> bytes:
    file = io.BytesIO()
    arrays = {'pixels': np.zeros((3, 48, 48), np.uint8), 'emotion': np.arange(3),
              'usage': np.array(['Training', 'PublicTest', 'x'])} | changes
    np.savez_compressed(file, **arrays)
    return file.getvalue()


@target('npz', lambda: [_npz(), _npz(ferplus_votes=np.ones((3, 10), np.int8)),
                        _npz(emotion=np.array([{}, [], 3], object))])
def npz(data: bytes) -> None:
    """Load arrays."""
    load_data(_file('d.npz', data))


@lru_cache
def _packs() -> list[bytes]:
    picture = cv2.imencode('.png', np.zeros((9, 9), np.uint8))[1].tobytes()
    found = []
    for kind in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        for files in ({'a/train/happy/1.png': picture, 'a/test/sad/2.png': picture},
                      {'fer2013.csv': _table(1)}):
            file = io.BytesIO()
            with zipfile.ZipFile(file, 'w', kind) as archive:
                for name, content in files.items():
                    archive.writestr(name, content)
            found.append(file.getvalue())
    return found


@target('pack', _packs)
def pack(data: bytes) -> None:
    """Load a zip file of pictures or with a table."""
    load_data(_file('d.zip', data))


@target('onnx', lambda: [(share_dir() / 'models/cnn.onnx').read_bytes()[-20_000:],
                         b'\x08\x08\x3a\x07\x0a\x05\x0a\x01x\x22\x00'])
def onnx(data: bytes) -> None:
    """Look through an ONNX file for what it wants from other files."""
    check_onnx(data, 'x.onnx')


@lru_cache
def _videos() -> list[bytes]:
    found = []
    for name, code in (('v.avi', 'MJPG'), ('v.mp4', 'mp4v')):
        writer = cv2.VideoWriter(str(folder() / name), cv2.VideoWriter_fourcc(*code), 10, (32, 24))
        for number in range(3):
            writer.write(np.full((24, 32, 3), 40 * number, np.uint8))
        writer.release()
        found.append((folder() / name).read_bytes())
    return found


@target('video', _videos)
def video(data: bytes) -> None:
    """Play a video."""
    source = open_video(_file('v.mp4' if data[4:8] == b'ftyp' else 'v.avi', data))
    for number, frame in enumerate(source.frames()):
        assert frame.image.ndim == 3 and frame.image.size
        if number == 9:
            break


@target('photo', lambda: [cv2.imencode(suffix, np.zeros((9, 9, 3), np.uint8))[1].tobytes()
                          for suffix in ('.jpg', '.png', '.bmp', '.webp', '.tiff')])
def photo(data: bytes) -> None:
    """Read a photo."""
    for frame in PhotoSource('p', [_file('p.png', data)]).frames():
        assert frame.image.ndim == 3 and frame.image.size
