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

"""Checkpoints: the state of a training on disk, from which the training can resume."""

from __future__ import annotations

from collections.abc import Sequence
import json
import os
from pathlib import Path
from typing import Any

from fer_ros.values.errors import FerRosError
import numpy as np

NAME = 'checkpoint.npz'


def save_checkpoint(folder: Path, variables: Sequence[np.ndarray], state: dict[str, Any],
                    name: str = NAME) -> None:
    """Write the values of all variables, in order, and a state that JSON can hold."""
    part = folder / (name + '.part')
    arrays: dict[str, Any] = {f'variable_{number}': values
                              for number, values in enumerate(variables)}
    with open(part, 'wb') as file:
        np.savez(file, state=np.frombuffer(json.dumps(state).encode(), np.uint8), **arrays)
    os.replace(part, folder / name)


def load_checkpoint(folder: Path,
                    name: str = NAME) -> tuple[list[np.ndarray], dict[str, Any]] | None:
    """
    Return the variables and the state that were saved last, or None without a checkpoint.

    :raises FerRosError: if the file is damaged
    """
    path = folder / name
    if not path.is_file():
        return None
    try:
        with open(path, 'rb') as file, np.load(file, allow_pickle=False) as archive:
            state = json.loads(archive['state'].tobytes())
            return [archive[f'variable_{number}']
                    for number in range(len(archive.files) - 1)], state
    # For a damaged file, numpy, zipfile, zlib and json each raise errors of their own.
    except Exception as error:
        raise FerRosError(f"cannot read the checkpoint '{path}': {error}") from error
