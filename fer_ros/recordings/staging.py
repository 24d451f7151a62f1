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

"""A folder of results that appears only when all of them are complete."""

from __future__ import annotations

from collections.abc import Iterable
import os
from pathlib import Path
import shutil

from fer_ros.outputs.ledger import FILE_NAME, Ledger
from fer_ros.system import printable
from fer_ros.values.errors import FerRosError

NAME = '.fer_ros_part'


class Staging:
    """
    Takes the files of a run in a folder of its own and moves them to their place at the end.

    Until `commit`, the results of an earlier run stay as they are.
    """

    def __init__(self, out: Path, inputs: Iterable[Path]) -> None:
        """
        Make the folder, which is empty.

        :param inputs: the files that are read, which no result may replace
        :raises FerRosError: if it cannot be made
        """
        self._out, self.folder = out, out / NAME
        self._inputs = list(inputs)
        try:
            self.discard()
            self.folder.mkdir(parents=True)
        except OSError as error:
            raise self._error(error) from error
        self.ledger = Ledger(self.folder, self._inputs)

    def commit(self) -> None:
        """
        Replace the results of an earlier run by these.

        :raises FerRosError: if they cannot be moved, or would overwrite an input
        """
        try:
            ledger = Ledger(self._out, self._inputs)
            files = [path.relative_to(self.folder) for path in sorted(self.folder.rglob('*'))
                     if path.is_file() and path.name != FILE_NAME]
            for path in files:
                ledger.check(self._out / path)
            ledger.remove_previous()
            for path in files:
                ledger.add(self._out / path)
                os.replace(self.folder / path, self._out / path)
            self.discard()
        except OSError as error:
            raise self._error(error) from error

    def discard(self) -> None:
        """Remove the folder and what is in it."""
        if self.folder.is_dir():
            shutil.rmtree(self.folder)

    def _error(self, error: OSError) -> FerRosError:
        return FerRosError(f"cannot write to '{printable(self._out)}': {error}")
