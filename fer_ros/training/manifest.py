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

"""The manifest of a freshly trained Keras model."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from fer_ros.model_store.manifest import Manifest
from fer_ros.training.architectures import Architecture
from fer_ros.values.labels import LABELS
import numpy as np

WEAK = 0.6  # recall below which a class is named as a weakness


def trained_manifest(path: Path, architecture: Architecture, record: dict[str, Any],
                     weaknesses: list[str], command: str) -> Manifest:
    """
    Return the manifest of the Keras model at `path`.

    :param record: what `run.json` holds
    :param command: the command line that trained the model
    """
    return Manifest(
        name=path.stem, file=path.name, sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        description=architecture.description, licence='Apache-2.0', input=architecture.input,
        output='probabilities', labels=LABELS,
        training={'command': command,
                  'data_source': 'FER2013 (Goodfellow et al. 2013, arXiv:1307.0414), a research '
                                 'data set' + (', with the votes of FERPlus (Barsoum et al. '
                                               '2016, arXiv:1608.01041)'
                                               if record['data']['ferplus_votes'] else ''),
                  **{key: value for key, value in record.items() if key != 'metrics'}},
        metrics=record['metrics'], weaknesses=tuple(weaknesses),
        affect=architecture.affect)


def weaknesses(probabilities: np.ndarray, classes: np.ndarray) -> list[str]:
    """
    Name the classes that a model often misses, the worst first.

    :param probabilities: (n, 7) in the order of LABELS
    :param classes: (n,) true classes, indices into LABELS
    :return: a sentence for each class with a recall below 0.6
    """
    confusion = np.zeros((len(LABELS), len(LABELS)), int)
    np.add.at(confusion, (classes, probabilities.argmax(axis=1)), 1)
    return weaknesses_in(confusion)


def weaknesses_in(confusion: np.ndarray) -> list[str]:
    """
    Name the classes that a model often misses, the worst first.

    :param confusion: (7, 7) number of faces, by true class and by predicted class
    :return: a sentence for each class with a recall below 0.6
    """
    found = []
    for index, label in enumerate(LABELS):
        faces = confusion[index].sum()
        if faces and (recall := float(confusion[index, index] / faces)) < WEAK:
            mistakes = confusion[index].copy()
            mistakes[index] = 0
            other = int(mistakes.argmax())
            found.append((recall, f'{label}: {recall:.0%} recognised, '
                                  f'{mistakes[other] / faces:.0%} taken for {LABELS[other]}'))
    return [text for _, text in sorted(found)]
