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

"""Reads folders of images: split/class/image, class/split/image or class/image."""

from __future__ import annotations

from pathlib import Path

import cv2
from fer_ros.training.data.class_words import FolderClasses
from fer_ros.training.data.dataset import SIDE
from fer_ros.training.data.file_trees import FileTree
from fer_ros.training.data.splits import plain_word, SPLIT_WORDS
from fer_ros.training.data.table import Table
from fer_ros.values.errors import FerRosError
import numpy as np

SUFFIXES = ('.jpg', '.jpeg', '.jpe', '.jfif', '.png', '.bmp', '.pgm', '.ppm', '.tif', '.tiff',
            '.webp')
# Image formats that OpenCV cannot read on every system
_OTHER_SUFFIXES = ('.gif', '.heic', '.heif', '.avif', '.jp2', '.svg')


def has_images(names: list[str]) -> bool:
    """Return whether any of the files is an image."""
    return any(map(_is_image, names))


def read_image_folders(tree: FileTree, path: Path) -> Table:
    """
    Read a tree of images; the names of their folders give the split and the class.

    `train` is Training, `validation` is PublicTest and `test` is PrivateTest; without a
    validation folder, `test` is PublicTest. Images are converted to grey and 48x48.

    :raises FerRosError: if no folder has the name of a class
    """
    names = [name for name in tree.names() if _is_image(name)]
    classes = FolderClasses({part for name in names for part in _folders(name)})
    if not classes:
        raise FerRosError(f"'{path}' {_no_classes(tree.names(), classes.numbers)}")
    has_splits = any(_split(name) for name in names)
    wanted = set(names)
    table = Table()
    for name, content in tree.files():
        if name.lower().endswith(_OTHER_SUFFIXES):
            table.skip(f'the suffix {Path(name).suffix}, which is not read', name, 'by name')
        if name not in wanted:
            continue
        folders, split = _folders(name), _split(name)
        # The deepest folder counts: a parent folder may also have the name of an emotion.
        found = [number for folder in folders if (number := classes.find(folder)) is not None]
        parent = folders[-1] if folders else ''
        if not found:
            table.skip(f"a folder of no known class, '{parent.lower()}'", name, 'by name')
        elif has_splits and not split:
            table.skip(f"a folder of no known split, '{folders[0].lower()}'", name, 'by name')
        elif (face := _face(content)) is None:
            table.skip('an image that cannot be read', name, 'by name')
        else:
            table.add(face, found[-1], split, name.rpartition('/')[2])
    return table


def _is_image(name: str) -> bool:
    file = name.rpartition('/')[2]
    # Leaves out files that macOS adds to archives and to disks of other systems
    return (file.lower().endswith(SUFFIXES) and not file.startswith('._')
            and not name.startswith('__MACOSX'))


def _folders(name: str) -> list[str]:
    return name.split('/')[:-1]


def _split(name: str) -> str:
    """Return the name of the deepest folder that means a split; '' for none."""
    return next((folder for folder in reversed(_folders(name))
                 if plain_word(folder) in SPLIT_WORDS), '')


def _no_classes(names: list[str], numbers: list[str]) -> str:
    """Return the reason why a tree of files has no classes."""
    if numbers:
        return (f"has folders that are numbered {', '.join(numbers[:12])}, which is not FER2013's "
                'order 0..6: rename them to the emotions (RAF-DB: 1 surprise, 2 fear, 3 disgust, '
                '4 happy, 5 sad, 6 angry, 7 neutral)')
    if any(plain_word(part).startswith('fer2013') and plain_word(part) in SPLIT_WORDS
           for name in names for part in _folders(name)):
        return ("holds FERPlus's images, which have no labels: use fer2013.csv with --votes "
                'fer2013new.csv')
    seen = ', '.join(sorted(set(names))[:5]) or 'nothing'
    return ('holds no images in folders with the names of emotions, such as train/angry/1.jpg; '
            f'found {seen}')


def _face(content: bytes) -> np.ndarray | None:
    if not content:
        return None
    try:
        face = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE)
    except cv2.error:
        return None
    if face is None or face.shape == (SIDE, SIDE):
        return face
    shrinks = min(face.shape) > SIDE
    return cv2.resize(face, (SIDE, SIDE),
                      interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
