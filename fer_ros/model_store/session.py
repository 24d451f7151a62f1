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

"""Opens an ONNX file in ONNX Runtime."""

from __future__ import annotations

from collections.abc import Callable
import hashlib
from pathlib import Path
from typing import Any

from fer_ros.model_store.devices import providers
from fer_ros.model_store.file_kinds import check_suffix
from fer_ros.model_store.onnx_file import check_onnx
from fer_ros.system import install_line, read_at_most
from fer_ros.values.compute import Compute, PLAIN_CPU
from fer_ros.values.errors import MissingDependencyError, ModelError

# Maximum size of a model file in bytes; emotion models have a few megabytes.
MAX_SIZE = 1 << 30


def read_model(path: Path) -> bytes:
    """
    Return the content of a model file, unchecked.

    :raises ModelError: if it cannot be read, or is too large.
    """
    try:
        return read_at_most(path, MAX_SIZE)
    except OSError as error:
        raise ModelError(f'cannot read the model file {path}: {error.strerror}') from error


def read_checked(path: Path, sha256: str = '') -> bytes:
    """
    Return the content of a model file.

    :param sha256: the expected sum; '' accepts any file
    :raises ModelError: if it cannot be read, is empty, is not a model, or is another file.
    """
    content = read_model(path)
    check_suffix(content, path)
    found = hashlib.sha256(content).hexdigest()
    if sha256 and found != sha256:
        raise ModelError(f'the model file {path} is damaged or another version: its sha256 is '
                         f'{found}, but must be {sha256}')
    return content


def open_session(path: Path, sha256: str = '', compute: Compute = PLAIN_CPU,
                 prepare: Callable[[bytes], bytes] = bytes) -> Any:
    """
    Return an `onnxruntime.InferenceSession` of a model file.

    It runs on the CPU if the wanted device is not available;
    `fer_ros.model_store.devices.session_device` returns the device that it uses.

    :param sha256: the sum that the file must have; '' accepts any file
    :param compute: the device and how many threads one run uses
    :param prepare: takes the content of the file and returns the model to open
    :raises ModelError: if the file is missing, truncated or not ONNX.
    :raises MissingDependencyError: if ONNX Runtime is not installed.
    """
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingDependencyError(
            f"ONNX models need ONNX Runtime: {install_line('onnxruntime')} ({error})") from error

    content = read_checked(path, sha256)
    check_onnx(content, str(path))
    content = prepare(content)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = compute.num_threads
    options.inter_op_num_threads = 1
    # Spinning idle threads would take CPU time from the camera driver and the planner.
    options.add_session_config_entry('session.intra_op.allow_spinning', '0')
    options.log_severity_level = 4
    names = providers(compute.device, onnxruntime.get_available_providers())
    try:
        try:
            return onnxruntime.InferenceSession(content, options, providers=names)
        # ONNX Runtime's exceptions have no common base but Exception.
        except Exception:
            if len(names) == 1:
                raise
            return onnxruntime.InferenceSession(content, options, providers=names[-1:])
    except Exception as error:
        reason = str(error).splitlines()[0]
        raise ModelError(f'{path} is no ONNX model that ONNX Runtime '
                         f'{onnxruntime.__version__} can load: {reason}') from error
