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

"""The settings of the recognition as options of a command."""

from __future__ import annotations

import argparse
from dataclasses import fields
from typing import Any

from fer_ros.values.settings import allowed_text, EVERY_FRAME, RENAMED, Settings


def add_settings_options(parser: argparse.ArgumentParser) -> None:
    """Add an option for each setting."""
    group = parser.add_argument_group('recognition')
    for spec in fields(Settings):
        kind = type(spec.default)
        how: dict[str, Any] = ({'action': argparse.BooleanOptionalAction} if kind is bool else
                               {'type': kind, 'metavar': kind.__name__.upper()})
        group.add_argument(
            _option(spec.name), dest=spec.name, **how,
            help=f"{spec.metadata['description']}; {allowed_text(spec)} "
                 f'(default: {spec.default})'.replace('%', '%%'))
    for name in RENAMED:
        group.add_argument(_option(name), dest=name, help=argparse.SUPPRESS)


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def settings_from(args: argparse.Namespace, *, every_frame: bool = False) -> Settings:
    """
    Return the settings of the options.

    :param every_frame: detect and classify the faces of every frame, unless an option sets a rate
    :raises SettingError: on a value out of range, or the former name of a setting
    """
    names = [spec.name for spec in fields(Settings)]
    given = {name: getattr(args, name) for name in (*names, *RENAMED)
             if getattr(args, name, None) is not None}
    return Settings().changed({**(EVERY_FRAME if every_frame else {}), **given})
