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

"""The kind of a model file by its content, and what to do about unsupported kinds."""

from __future__ import annotations

import io
from pathlib import Path
import zipfile

from fer_ros.system import truncate
from fer_ros.values.errors import ModelError

# The suffixes that a manifest may name, by the kind of file
SUFFIXES_OF = {'onnx': ('.onnx',), 'keras': ('.keras',), 'hdf5': ('.h5', '.hdf5')}
KERAS_SUFFIXES = (*SUFFIXES_OF['keras'], *SUFFIXES_OF['hdf5'])
SUFFIXES = (*SUFFIXES_OF['onnx'], *KERAS_SUFFIXES)

_HDF5 = b'\x89HDF\r\n\x1a\n'
# Start of the file that a git checkout without git-lfs has in place of a large file
_LFS_POINTER = b'version https://git-lfs'
_CONVERT = 'convert it to ONNX'
_TFLITE = (f'is a TensorFlow Lite model, which fer_ros does not run; {_CONVERT} with '
           '`pip install tf2onnx` and `python -m tf2onnx.convert --tflite FILE --output '
           'model.onnx`, or use the Keras file that it was made from')
_TORCH = (f'is a PyTorch file, which fer_ros does not run; {_CONVERT} in Python, with '
          '`torch.onnx.export` and the code that defines the network')
_PICKLE = ('is a Python pickle, which can run any code when it is loaded, so fer_ros never loads '
           f'one; {_CONVERT} with the program that wrote it')
_TENSORFLOW = (f'is a TensorFlow graph or SavedModel, which fer_ros does not run; {_CONVERT} with '
               '`pip install tf2onnx` and `python -m tf2onnx.convert --saved-model FOLDER '
               '--output model.onnx`')
_OPENVINO = ('belongs to an OpenVINO model, which fer_ros does not run; use the model that it was '
             'converted from (with device openvino, ONNX Runtime runs ONNX files on OpenVINO)')
_ARCHIVE = 'is an archive; unpack it and name the model file in it'
_OTHER_RUNTIME = f'is a model for another program; {_CONVERT} with that program'
# By suffix, if the content is not conclusive or the file is missing
_BY_SUFFIX = {
    '.tflite': _TFLITE, '.lite': _TFLITE, '.pt': _TORCH, '.pth': _TORCH, '.ckpt': _TORCH,
    '.safetensors': _TORCH, '.pkl': _PICKLE, '.pickle': _PICKLE, '.joblib': _PICKLE,
    '.pb': _TENSORFLOW, '.xml': _OPENVINO, '.caffemodel': _OTHER_RUNTIME,
    '.prototxt': _OTHER_RUNTIME, '.mlmodel': _OTHER_RUNTIME, '.engine': _OTHER_RUNTIME,
    '.trt': _OTHER_RUNTIME, '.ncnn': _OTHER_RUNTIME, '.dat': _OTHER_RUNTIME,
    '.zip': _ARCHIVE, '.gz': _ARCHIVE, '.tgz': _ARCHIVE, '.tar': _ARCHIVE, '.xz': _ARCHIVE,
    '.bz2': _ARCHIVE, '.7z': _ARCHIVE, '.rar': _ARCHIVE}


def unsupported_suffix(path: Path) -> str:
    """Return what a file with this suffix is and what to do; '' for other suffixes."""
    return _BY_SUFFIX.get(path.suffix.lower(), '')


def model_kind(content: bytes, path: Path) -> str:
    """
    Return the kind of a model file by its content: 'onnx', 'keras' (a zip) or 'hdf5'.

    ONNX files have no signature: content of no other kind counts as ONNX; `check_onnx` decides.

    :param path: path of the file, for the messages
    :raises ModelError: if it is a file of another kind; says which, and what to do.
    """
    if not content:
        raise ModelError(f'the model file {path} is empty')
    if content.startswith(_HDF5):
        return 'hdf5'
    if content.startswith(b'PK\x03\x04'):
        return _zip_kind(content, path)
    problem = _problem(content) or (
        '' if path.suffix.lower() in SUFFIXES else unsupported_suffix(path))
    if problem:
        raise ModelError(f"'{path}' {problem}")
    return 'onnx'


def check_suffix(content: bytes, path: Path) -> None:
    """
    Check that the content of a model file is what its suffix says.

    :raises ModelError: if it is not; says what it is, and what to do.
    """
    kind = model_kind(content, path)
    wanted = SUFFIXES_OF[kind]
    suffix = path.suffix.lower()
    # Content without a signature is left to the reader for the suffix.
    if suffix in SUFFIXES and suffix not in wanted and kind != 'onnx':
        raise ModelError(
            f"'{path}' is {'an HDF5' if kind == 'hdf5' else 'a Keras'} file and no {suffix} "
            f'file: rename it to {path.stem}{wanted[0]}, and `file` in its manifest too')


def _zip_kind(content: bytes, path: Path) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError) as error:
        raise ModelError(f"cannot read '{path}': it begins like a Keras file (a zip archive) but "
                         f'is damaged or incomplete: {error}; download it again') from error
    if 'config.json' in names:
        return 'keras'
    torch = any(name.endswith('data.pkl') for name in names)
    raise ModelError(f"'{path}' {_TORCH if torch else _ARCHIVE} "
                     f'(it holds {truncate(", ".join(names), 120) or "nothing"})')


def _problem(content: bytes) -> str:
    """Return why content that is neither HDF5 nor zip is not a model; '' if it may be one."""
    start = content[:512].lstrip(b'\xef\xbb\xbf \t\r\n').lower()
    if content.startswith(_LFS_POINTER):
        return ('is a git-lfs pointer, not the model itself; run `git lfs pull` where it comes '
                'from, or download the file')
    if start.startswith((b'<!doctype html', b'<html', b'<head', b'<!--')):
        return ('is a web page, not a model: the download fetched the page about the file; '
                'download the file itself (on GitHub: "Download raw file", or an address with '
                '/raw/ in place of /blob/)')
    if content[4:8] == b'TFL3':
        return _TFLITE
    if start.startswith((b'<?xml', b'<net ')):
        return _OPENVINO
    # Protocols 2 to 5 of pickle; ONNX files do not begin like this.
    if content[:1] == b'\x80' and content[1:2] in (b'\2', b'\3', b'\4', b'\5'):
        return _TORCH if b'torch' in content[:4096] else _PICKLE
    if content.startswith((b'\x1f\x8b', b'BZh', b'\xfd7zXZ\0', b'7z\xbc\xaf', b'Rar!')) or (
            content[257:262] == b'ustar'):
        return _ARCHIVE
    if start.startswith((b'{', b'[')):
        return ('is a JSON text, not a model: an answer of a server that was saved as a file, or '
                'the description of a network without its weights')
    return ''


def is_text(content: bytes) -> bool:
    """Say whether it begins with printable ASCII only; the start of a network does not."""
    return all(32 <= byte < 127 or byte in b'\t\r\n' for byte in content[:512])
