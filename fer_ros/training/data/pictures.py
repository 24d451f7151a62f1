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

"""FER2013 as folders of pictures: split/class/picture."""

from __future__ import annotations

from pathlib import Path

import cv2
from fer_ros.training.data.dataset import SIDE
from fer_ros.training.data.packs import Pack
from fer_ros.training.data.table import Table
from fer_ros.values.errors import FerRosError
from fer_ros.values.labels import canonical_label, LABELS
import numpy as np

SUFFIXES = ('.jpg', '.jpeg', '.png', '.bmp', '.pgm', '.tif', '.tiff', '.webp')
_TRAINING = ('train', 'training')
_PUBLIC = ('validation', 'valid', 'val', 'dev', 'publictest')
_PRIVATE = ('test', 'testing', 'privatetest')


def read_pictures(pack: Pack, path: Path) -> Table:
    """
    Read a tree whose pictures lie in a folder of their class in a folder of their split.

    `train` is Training, `validation` PublicTest and `test` PrivateTest; where there is no
    validation folder, `test` is PublicTest. Pictures become grey and 48x48.

    :raises FerRosError: if no such folder is found
    """
    names = [name for name in pack.names()
             if name.lower().endswith(SUFFIXES) and not name.startswith('__MACOSX')]
    splits = {_folders(name)[0] for name in names}
    usages = {**dict.fromkeys(_TRAINING, 'Training'), **dict.fromkeys(_PUBLIC, 'PublicTest'),
              **dict.fromkeys(_PRIVATE,
                              'PrivateTest' if splits & set(_PUBLIC) else 'PublicTest')}
    if not splits & set(usages):
        seen = ', '.join(sorted(set(pack.names()))[:5]) or 'nothing'
        raise FerRosError(f"'{path}' holds no pictures in split/class folders such as "
                          f'train/angry/1.jpg; found {seen}')
    wanted = set(names)
    table = Table()
    for name, content in pack.files():
        if name not in wanted:
            continue
        split, word = _folders(name)
        try:
            label = canonical_label(word)
        except ValueError:
            table.skipped[f"a folder of no known class, '{word}'"] += 1
            continue
        if split not in usages:
            table.skipped[f"a folder of no known split, '{split}'"] += 1
            continue
        face = _face(content)
        if face is None:
            table.skipped['a picture that cannot be read'] += 1
            continue
        table.numbers.append(len(table.usages))
        table.usages.append(usages[split])
        table.faces.append(face)
        table.classes.append(LABELS.index(label))
    return table


def _folders(name: str) -> tuple[str, str]:
    """Return the names of the split's and the class's folder, in lower case; '' for none."""
    parts = ['', '', *name.lower().split('/')]
    return parts[-3], parts[-2]


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
