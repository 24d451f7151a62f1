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

"""Third-party weights that fer_ros uses but does not ship."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fer_ros.model_store.folders import folders_text, user_folders
from fer_ros.model_store.session import read_checked
from fer_ros.system import expand_path, is_file
from fer_ros.values.errors import ModelError


@dataclass(frozen=True)
class WeightFile:
    """A file as its authors publish it: `size` in bytes, `sha256` in hexadecimal."""

    file: str
    size: int
    sha256: str
    licence: str
    url: str


# By name; the first file is the one that is fetched, the others are accepted too. The addresses
# name a commit, so that they go on giving the file that the sha256 belongs to.
WEIGHTS: dict[str, tuple[WeightFile, ...]] = {
    'yunet': (
        # YuNet, Wu et al. 2023, https://doi.org/10.1007/s11633-023-1423-y; any input size.
        WeightFile(
            'yunet_s_dynamic.onnx', 237823,
            'daede24002cc8590f457998cc5e6c9e8b82f45f6bd969506a8913cd4ed10a2d3', 'Apache-2.0',
            'https://github.com/ShiqiYu/libfacedetection.train/raw/'
            '2b5e61dee21441ef4676505f835ab63ee53bae1e/onnx/yunet_s_dynamic.onnx'),
        # The same weights for 640x640 only, as the OpenCV Zoo publishes them.
        WeightFile(
            'face_detection_yunet_2023mar.onnx', 232589,
            '8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4', 'MIT',
            'https://github.com/opencv/opencv_zoo/raw/82b38c8f98e7b52aa171400f3e4c722352d0669f/'
            'models/face_detection_yunet/face_detection_yunet_2023mar.onnx'),
    ),
}


def weight_files(name: str) -> tuple[WeightFile, ...]:
    """
    Return the files that serve as the weights `name`, the preferred one first.

    :raises ModelError: if there are none; the message lists the names that exist.
    """
    if name not in WEIGHTS:
        raise ModelError(f"unknown weights '{name}'; available: {', '.join(sorted(WEIGHTS))}")
    return WEIGHTS[name]


def find_weights(name: str, explicit: str = '') -> Path | None:
    """
    Return the file with the weights `name`, or None if it is not at hand.

    :param explicit: a path that the user gave; it alone is then looked at, whatever its content
    :raises ModelError: if `explicit` is no file, or the file found in `$FER_ROS_MODELS` or the
        user's cache is not what its name says.
    """
    if explicit:
        path = expand_path(explicit)
        if not is_file(path):
            raise ModelError(f"there is no weights file '{explicit}'")
        return path
    files = weight_files(name)
    for folder in user_folders():
        for spec in files:
            path = folder / spec.file
            if is_file(path):
                read_checked(path, spec.sha256)
                return path
    return None


def require_weights(name: str, explicit: str = '') -> Path:
    """
    Return the file with the weights `name`.

    :raises ModelError: also if it is not at hand; the message says how to get it.
    """
    path = find_weights(name, explicit)
    if path is None:
        files = ' or '.join(spec.file for spec in weight_files(name))
        raise ModelError(f'the weights of {name} ({files}) are not at hand; get them by '
                         f'`fer_ros models fetch {name}`; {folders_text(user_folders())}')
    return path
