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

"""Files, data folders, environment and processor: what fer_ros asks of the system."""

from __future__ import annotations

import errno
from functools import cache
import os
from pathlib import Path
import platform
import shlex
import shutil
import sys
import sysconfig

from fer_ros.values.errors import FerRosError

# LOCALHOST is ROS's own value for this. With it alone, rmw_cyclonedds still opens its sockets on
# the outer interface; CYCLONEDDS_URI prevents that.
_LOOPBACK = {
    'ROS_AUTOMATIC_DISCOVERY_RANGE': 'LOCALHOST',
    'ROS_STATIC_PEERS': '',
    'CYCLONEDDS_URI': '<CycloneDDS><Domain><General><Interfaces>'
                      '<NetworkInterface address="127.0.0.1" multicast="false"/>'
                      '</Interfaces></General></Domain></CycloneDDS>'}


# Packages that pip installs for the optional parts; setup.py has the same extras.
EXTRAS = {
    'run': ('av', 'pi-heif', 'pillow'),
    'demo': ('matplotlib', 'scikit-image', 'av', 'pi-heif', 'pillow', 'aiohttp'),
    'evaluate': ('matplotlib', 'scikit-learn'),
    'parquet': ('pyarrow',),
    'cluster': ('distributed', 'fsspec', 'pyarrow'),
    'train': ('matplotlib', 'scikit-learn', 'tensorflow', 'onnx', 'tf2onnx'),
    'train-torch': ('matplotlib', 'scikit-learn', 'keras', 'torch', 'onnx2torch'),
    'train-faces': ('face_recognition_models',),
    'keras': ('tensorflow',),
    'view': ('aiohttp',),
    'foxglove': ('foxglove-sdk',),
    'deepface': ('deepface', 'opencv-contrib-python-headless<5')}
# PyPI packages that Debian and Ubuntu have, too
_APT = {'aiohttp': 'python3-aiohttp', 'matplotlib': 'python3-matplotlib',
        'scikit-image': 'python3-skimage', 'scikit-learn': 'python3-sklearn',
        'onnx': 'python3-onnx', 'opencv-python-headless': 'python3-opencv'}


def install_line(*packages: str) -> str:
    """
    Return the command that installs packages of PyPI, or all packages of an extra, here.

    The interpreter of a distribution accepts packages from pip only with `--break-system-packages`
    (PEP 668). Packages that the distribution has are installed with apt.
    """
    names = EXTRAS.get(packages[0], packages)
    managed = sys.prefix == sys.base_prefix and Path(
        sysconfig.get_path('stdlib'), 'EXTERNALLY-MANAGED').is_file()
    if managed and shutil.which('apt-get') and all(name in _APT for name in names):
        return ' '.join(('sudo apt install', *(_APT[name] for name in names)))
    option = ' --break-system-packages' if managed else ''
    return f"pip install{option} {' '.join(map(shlex.quote, names))}"


def truncate(text: str, max_length: int = 80) -> str:
    """Return at most `max_length` characters of a text from outside, to quote it in a message."""
    return text if len(text) <= max_length else f'{text[:max_length]}...'


def expand_path(text: str) -> Path:
    """Return the text as a path, with `~` expanded if there is such a user."""
    path = Path(text)
    try:
        return path.expanduser()
    except (RuntimeError, ValueError):
        return path


def printable(path: str | os.PathLike[str]) -> str:
    """Return a path as text for a message or a table; bytes that are not UTF-8 are escaped."""
    return os.fsencode(path).decode('utf-8', 'backslashreplace')


def is_file(path: Path) -> bool:
    """Return whether the file exists; False for a text that cannot be a path."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def read_at_most(path: Path, max_bytes: int) -> bytes:
    """
    Return the content of a file.

    :param max_bytes: the largest size that is allowed
    :raises OSError: if it cannot be read, or is larger
    """
    with open(path, 'rb') as file:
        # A pipe or a device has no size that could be checked before reading.
        content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise OSError(errno.EFBIG, f'it is larger than {max_bytes} bytes', str(path))
    return content


@cache
def file_identity(path: Path) -> tuple[int, int]:
    """
    Return what all names of a file or folder have in common, links included: device and inode.

    :raises OSError: if it does not exist or cannot be reached
    """
    status = path.stat()
    return status.st_dev, status.st_ino


def write_whole(path: Path, content: bytes, partial: Path) -> None:
    """
    Write a file that appears only when it is complete, in the place of an older one.

    :param partial: where it is written first, in the same folder
    :raises OSError: if it cannot be written; then nothing is left of it
    """
    try:
        partial.write_bytes(content)
        os.replace(partial, path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def share_dir(start: str = __file__) -> Path:
    """
    Return the folder that holds `msg/`, `models/`, `config/` and `launch/`.

    The search goes up from the module. The first folder that is a source checkout or the prefix of
    an installation (`PREFIX/share/fer_ros`) wins. pip and colcon (merged, isolated, symlinked) all
    put the modules below such a prefix, so one rule fits all of them.

    :raises FerRosError: if the installation is incomplete.
    """
    # Not resolve(): in a symlinked install the links are in the prefix, but not their targets.
    for folder in Path(start).absolute().parents:
        for share in (folder / 'share' / 'fer_ros', folder):
            if (share / 'package.xml').is_file() and (share / 'msg').is_dir():
                return share
    raise FerRosError(f'the data files of fer_ros are missing: no share/fer_ros with package.xml '
                      f'and msg/ above {start}; install fer_ros again')


def processor_name() -> str:
    """Return the processor's name as Linux reports it, otherwise its architecture."""
    try:
        for line in Path('/proc/cpuinfo').read_text(encoding='utf-8').splitlines():
            if line.startswith('model name'):
                return line.partition(':')[2].strip()
    except OSError:
        pass
    return platform.machine()


def loopback_environment() -> dict[str, str]:
    """
    Return environment variables for processes that communicate only with each other.

    If ROS_DOMAIN_ID is not set, one is chosen, which separates two such groups; 1 to 101 are
    safe on every system (ROS 2 documentation, "The ROS_DOMAIN_ID"). $CYCLONEDDS_URI stays in
    force, unless it names network interfaces.
    """
    domain = os.environ.get('ROS_DOMAIN_ID') or str(1 + os.getpid() % 101)
    users = os.environ.get('CYCLONEDDS_URI', '').strip()
    uri = _LOOPBACK['CYCLONEDDS_URI']
    if users and not _names_interfaces(users):
        uri += f',{users}'
    elif users.startswith(uri):
        uri = users  # these variables are already set
    return _LOOPBACK | {'ROS_DOMAIN_ID': domain, 'CYCLONEDDS_URI': uri}


def _names_interfaces(configurations: str) -> bool:
    """Say whether a value of $CYCLONEDDS_URI, or a file in it, names network interfaces."""
    for part in configurations.split(','):
        try:
            text = Path(part.strip().removeprefix('file://')).read_text(encoding='utf-8')
        except (OSError, ValueError):  # the part is XML, not a path
            text = part
        if 'NetworkInterface' in text:
            return True
    return False
