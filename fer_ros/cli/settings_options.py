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

"""Settings as options of a command, made from the one list in fer_ros.values.settings."""

from __future__ import annotations

import argparse
from dataclasses import fields
from typing import Any

from fer_ros.values.settings import allowed_text, INTERVALS, Settings


def add_settings_options(parser: argparse.ArgumentParser) -> None:
    """Add an option for each setting that means something without ROS."""
    group = parser.add_argument_group('recognition')
    for spec in fields(Settings):
        if not spec.metadata['node_only']:
            kind = type(spec.default)
            how: dict[str, Any] = ({'action': argparse.BooleanOptionalAction} if kind is bool else
                                   {'type': kind, 'metavar': kind.__name__.upper()})
            group.add_argument(
                f"--{spec.name.replace('_', '-')}", dest=spec.name, **how,
                help=f"{spec.metadata['description']}; {allowed_text(spec)} "
                     f'(default: {spec.default})'.replace('%', '%%'))


def settings_from(args: argparse.Namespace) -> Settings:
    """
    Return the settings that the options say.

    :raises SettingError: on a value out of range
    """
    return Settings().changed({
        spec.name: getattr(args, spec.name) for spec in fields(Settings)
        if getattr(args, spec.name, None) is not None})


def every_frame(settings: Settings) -> Settings:
    """Return the settings with nothing left out where they leave it to the frame rate."""
    return settings.changed({name: 0.0 for name in INTERVALS if getattr(settings, name) < 0})
