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
