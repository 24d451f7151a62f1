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

"""Message and service classes, made from their definitions and named as in ROS 2."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
import os
from pathlib import Path
from typing import Any

from fer_ros.embedded.errors import RuntimeFault
from fer_ros.embedded.messages import make_message_class
from fer_ros.embedded.services import SERVICES
from fer_ros.system import share_dir
from rosbags.typesys import get_types_from_msg, get_typestore, Stores

# The common interfaces of Jazzy. Those that fer_ros uses are the same in all distributions.
STORE = get_typestore(Stores.ROS2_JAZZY)
# The exception is how processes tell each other their nodes. Humble cannot read the form of later
# distributions, and may take all memory when it tries (ros2/rmw_fastrtps#797).
GID_BYTES = 24 if os.environ.get('ROS_DISTRO') == 'humble' else 16
# Definitions of other packages' messages that are not among them, a folder for each package
_DEFINITIONS = Path(__file__).parent / 'definitions'
_PACKAGES = sorted(path.name for path in _DEFINITIONS.iterdir())


@dataclass(frozen=True)
class ServiceClass:
    """A service: its name, `Request` and `Response`."""

    name: str
    Request: type[Any]
    Response: type[Any]


@cache
def interface(name: str):
    """
    Return the class of a message or service, such as `sensor_msgs/msg/Image`.

    :raises RuntimeFault: if it is unknown
    """
    _register_own()
    if '/srv/' in name:
        if name not in SERVICES:
            raise RuntimeFault(f"unknown service '{name}'; known: {', '.join(SERVICES)}")
        for part, text in zip(('Request', 'Response'), SERVICES[name].split('---'), strict=True):
            _register(text, f'{name}_{part}')
        return ServiceClass(name, interface_message(f'{name}_Request'),
                            interface_message(f'{name}_Response'))
    return interface_message(name)


@cache
def interface_message(name: str) -> type:
    """Return the class of a message, a request or a response."""
    if name not in STORE.fielddefs:
        _register_package(name.split('/')[0])
    if name not in STORE.fielddefs:
        raise RuntimeFault(f"unknown message '{name}'; the embedded runtime knows the common "
                           'interfaces of ROS 2, those of fer_ros, and what fer_ros '
                           f"publishes of {' and '.join(_PACKAGES)}")
    made = make_message_class(name, STORE.fielddefs[name], interface_message)
    # rosbags decodes messages into the class that is registered here.
    STORE.types[name] = made
    return made


def read_definition(text: str, name: str) -> dict:
    """
    Return the constants and fields of the message `name` and of the messages defined with it.

    :raises RuntimeFault: if the definition is invalid
    """
    try:
        return get_types_from_msg(text, name)
    except Exception as error:  # rosbags raises its own errors and those of its parser
        raise RuntimeFault(f'the definition of {name} cannot be read: {error!r}') from error


def _register(text: str, name: str) -> None:
    new = {key.replace('/srv/msg/', '/srv/'): value
           for key, value in read_definition(text, name).items()}
    for _, fields in new.values():
        if not fields:  # as rosidl does, because C has no empty struct
            empty = get_types_from_msg('uint8 structure_needs_at_least_one_member', 'x/msg/X')
            fields.extend(empty['x/msg/X'][1])
    STORE.register(new)


@cache
def _register_package(package: str) -> None:
    # Only when somebody asks for one: parsing them takes some milliseconds.
    for path in sorted((_DEFINITIONS / package).glob('*.msg')):
        _register(path.read_text(encoding='utf-8'), f'{package}/msg/{path.stem}')


@cache
def _register_own() -> None:
    gid = 'rmw_dds_common/msg/Gid'
    STORE.fielddefs.update(read_definition(f'uint8[{GID_BYTES}] data', gid))
    for path in sorted((share_dir() / 'msg').glob('*.msg')):
        _register(path.read_text(encoding='utf-8'), f'fer_ros/msg/{path.stem}')
