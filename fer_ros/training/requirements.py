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

"""Checks at the start that the packages for training and measuring are installed."""

from __future__ import annotations

from importlib import import_module
import os

from fer_ros.model_store.quiet_tensorflow import quiet_tensorflow
from fer_ros.system import install_line
from fer_ros.values.errors import MissingDependencyError

REPORTS = ('sklearn', 'matplotlib')


def require(extra: str, *modules: str) -> None:
    """
    Import modules.

    :param extra: the extra of fer_ros that installs them
    :raises MissingDependencyError: if one is not installed; the message holds the command to type
    """
    for module in modules:
        try:
            import_module(module)
        except ImportError as error:
            raise MissingDependencyError(
                f'this needs {module} ({error}): {install_line(extra)}') from error


def import_keras(task: str = 'training', extra: str = 'train'):
    """
    Return the module keras (version 3).

    :param task: what needs it, for the error message
    :param extra: the extra of fer_ros that installs it
    :raises MissingDependencyError: if Keras or its backend is not installed
    """
    # TensorFlow uses oneDNN by default on some processors only; on others, mobilenet_v2 is 1.2
    # times as fast with it.
    os.environ.setdefault('TF_ENABLE_ONEDNN_OPTS', '1')
    try:
        with quiet_tensorflow():
            import keras

            if keras.backend.backend() == 'tensorflow':
                import tensorflow

                tensorflow.config.list_logical_devices()  # initialises the devices, which logs too
    except ImportError as error:
        raise MissingDependencyError(
            f'{task} needs Keras and TensorFlow ({error}): {install_line(extra)}') from error
    if int(keras.__version__.split('.')[0]) < 3:
        raise MissingDependencyError(f'{task} needs Keras 3, but found {keras.__version__}: '
                                     + install_line(extra))
    return keras
