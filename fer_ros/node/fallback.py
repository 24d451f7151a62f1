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

"""The model that takes over when the one in use hangs or fails."""

from __future__ import annotations

from datetime import datetime

from fer_ros.classifiers import BACKENDS, Classifier
from fer_ros.values.node_settings import NodeSettings

BACKEND = 'onnx'  # it runs wherever the node runs


class Fallback:
    """
    The model that `fallback_model` names. It is loaded in advance, to take over at once.

    `reason` says since when and why it is in use; None if it is not in use.
    """

    def __init__(self) -> None:
        """Start without a model."""
        self.classifier: Classifier | None = None
        self.reason: str | None = None
        self._model = ''
        self._loaded: tuple[str, str, int] | None = None

    def prepare(self, settings: NodeSettings) -> None:
        """
        Load what `fallback_model` names, unless it is loaded already.

        :raises FerRosError: if it cannot be loaded; then nothing changes
        """
        wanted = settings.fallback_model, settings.device, settings.num_threads
        if wanted == self._loaded:
            return
        self.classifier = BACKENDS.create(
            BACKEND, settings.fallback_model,
            optional={'compute': settings.compute}) if settings.fallback_model else None
        self._loaded = wanted

    def start(self, settings: NodeSettings, reason: str) -> None:
        """Note that the fallback model takes over from the model of the settings."""
        self._model = settings.fallback_model
        self.reason = (f'fallback since {datetime.now():%Y-%m-%d %H:%M:%S}: {self._model} in the '
                       f'place of {settings.model}: {reason}')

    def end(self) -> None:
        """Note that the model of the settings is used again."""
        self.reason = None

    def settings(self, settings: NodeSettings) -> NodeSettings:
        """Return the settings with the model that is in use."""
        return settings if self.reason is None else settings.changed(
            {'backend': BACKEND, 'model': self._model})
