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

"""Where the package's data files (msg, models, config, launch) lie."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fer_ros.values.errors import FerRosError


@cache
def share_dir(start: str = __file__) -> Path:
    """
    Return the folder that holds `msg/`, `models/`, `config/` and `launch/`.

    Going up from the module, the first folder wins that is a source checkout or the prefix of an
    installation (`PREFIX/share/fer_ros`). pip and colcon (merged, isolated, symlinked) all put
    the modules below such a prefix, so that one rule serves them all.

    :raises FerRosError: if the installation is incomplete.
    """
    # Not resolve(): in a symlinked install the links, not their targets, lie in the prefix.
    for folder in Path(start).absolute().parents:
        for share in (folder / 'share' / 'fer_ros', folder):
            if (share / 'package.xml').is_file() and (share / 'msg').is_dir():
                return share
    raise FerRosError(f'the data files of fer_ros are missing: no share/fer_ros with package.xml '
                      f'and msg/ above {start}; install fer_ros again')
