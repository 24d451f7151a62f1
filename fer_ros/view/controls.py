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

"""What the page can change: settings, and pause and resume."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from typing import Any, Protocol

from fer_ros.values.errors import SettingError
from fer_ros.values.settings import allowed_text, Settings

# The settings that the page offers, in its order
OFFERED = ('detector', 'model', 'detection_threshold', 'min_confidence', 'min_quality',
           'label_margin', 'smoothing_time', 'anonymize')
_SPECS = {spec.name: spec for spec in fields(Settings) if spec.name in OFFERED}


class Controls(Protocol):
    """Changes what the page shows. The server calls it from threads of its own."""

    def change(self, name: str, value: Any) -> str:
        """Set one of OFFERED and return ''; or return the reason why it is rejected."""
        ...

    def pause(self, paused: bool) -> str:
        """Stop or go on taking frames and return ''; or return the reason why it cannot."""
        ...


def parse_change(body: Any) -> tuple[str, Any]:
    """
    Return name and value of a request to change a setting.

    Text becomes a number if the setting is one. Ranges are checked by those who use the value.

    :raises SettingError: on anything that is not {'name': one of OFFERED, 'value': ...}
    """
    name, value = (body.get('name'), body.get('value')) if isinstance(body, dict) else (None,) * 2
    if not isinstance(name, str) or name not in _SPECS:
        raise SettingError(f"the page cannot change {name!r}; it can change {', '.join(OFFERED)}")
    if not isinstance(value, (str, int, float, bool)):
        raise SettingError(f'{name} must be a text, a number, or true or false, but got '
                           f'{type(value).__name__}')
    if isinstance(value, str):
        if any(0xD800 <= ord(character) < 0xE000 or character == '\0' for character in value):
            raise SettingError(f'{name} must be a text without halves of characters, but got '
                               f'{value!r}')
        if isinstance(_SPECS[name].default, float):
            with suppress(ValueError):  # who uses it says what is allowed
                value = float(value)
    elif isinstance(_SPECS[name].default, float) and not isinstance(value, bool):
        value = float(value) if abs(value) < 1e300 else value
    return name, value


def parse_paused(body: Any) -> bool:
    """
    Return whether a request asks to pause.

    :raises SettingError: on anything that is not {'paused': true or false}
    """
    paused = body.get('paused') if isinstance(body, dict) else None
    if not isinstance(paused, bool):
        raise SettingError(f'paused must be true or false, but got {paused!r}')
    return paused


def describe(values: Mapping[str, Any], choices: Mapping[str, Sequence[str]]) -> list[dict]:
    """
    Return the offered settings as the page shows them, as types of JSON.

    :param values: present values by name; settings that are not in it are left out
    :param choices: known names of settings whose value is a name, to suggest them
    """
    return [{'name': name, 'value': values[name], 'description': spec.metadata['description'],
             'allowed': allowed_text(spec), 'minimum': spec.metadata['minimum'],
             'maximum': spec.metadata['maximum'], 'unit': spec.metadata['unit'],
             'choices': list(choices.get(name, ()))}
            for name in OFFERED if name in values for spec in (_SPECS[name],)]
