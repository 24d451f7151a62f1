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

"""Settings as a sentence for people."""

from __future__ import annotations

from dataclasses import fields

from fer_ros.values.settings import Settings


def settings_text(settings: Settings, detector: str, model: str) -> str:
    """
    Return which detector and model were used, and every setting that is not the default.

    :param detector: name of the detector in use
    :param model: name of the model in use
    """
    own = [f'{spec.name} {getattr(settings, spec.name)}' for spec in fields(settings)
           if spec.name not in ('detector', 'model')
           and getattr(settings, spec.name) != spec.default]
    changed = f", with {', '.join(own)}" if own else ''
    return f'Detector {detector}, model {model}{changed}.'
