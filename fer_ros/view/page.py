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

"""The page as a display: what it gets of frames, diagnostics and settings."""

from __future__ import annotations

from collections.abc import Sequence

from fer_ros import __version__
from fer_ros.drawing.palette import color_of
from fer_ros.events import FaceEvents
from fer_ros.values.labels import LABELS, UNKNOWN
from fer_ros.view.controls import Controls
from fer_ros.view.display import State, Status
from fer_ros.view.first_seen import FirstSeen
from fer_ros.view.frame import ViewedFrame
from fer_ros.view.server import WebServer

# Seconds until a label is reported as held, and until a face has left
_HOLD_S, _TIMEOUT_S = 5.0, 2.0


class Page:
    """Serves the page and sends it what happens."""

    def __init__(self, controls: Controls, *, name: str, host: str, port: int, token: str = '',
                 drawn: bool = False) -> None:
        """
        Start the server.

        :param controls: what the page can change
        :param name: of what the page shows
        :param drawn: the images already have boxes and labels
        :raises FerRosError: if the server cannot start; see `WebServer`
        """
        self._server = WebServer(controls, host=host, port=port, token=token)
        self._hub, self._first_seen = self._server.hub, FirstSeen()
        self._events = FaceEvents(hold=_HOLD_S, timeout=_TIMEOUT_S)
        self._hub.publish('hello', {
            'name': name, 'version': __version__, 'drawn': drawn, 'labels': list(LABELS),
            'colors': {label: _css(color_of(label)) for label in (*LABELS, UNKNOWN)}})

    @property
    def address(self) -> str:
        """Return the address to open, with the token if there is one."""
        return self._server.address

    @property
    def port(self) -> int:
        """Return the port."""
        return self._server.port

    @property
    def wanted(self) -> bool:
        """Say whether a browser shows the page."""
        return self._hub.count > 0

    def show(self, frame: ViewedFrame) -> None:
        """Send the results, and the image if a viewer is ready for it."""
        for event in self._events.update(frame.stamp, frame.emotions):
            self._hub.publish_event({'time': event.stamp, 'kind': event.kind,
                                     'face_id': event.face_id, 'text': event.text})
        since = self._first_seen.note(emotion.face_id for emotion in frame.emotions)
        self._hub.publish_frame(frame.record | {'since': since},
                                frame.jpeg if self._hub.image_wanted else b'')

    def show_diagnostics(self, statuses: Sequence[Status]) -> None:
        """Send the diagnostics."""
        self._hub.publish('diagnostics', [vars(status) for status in statuses])

    def show_state(self, state: State) -> None:
        """Send the state and the settings."""
        self._hub.publish('state', vars(state))

    def close(self) -> None:
        """Disconnect the viewers and end the server."""
        self._server.close()


def _css(color: tuple[int, int, int]) -> str:
    """Return a colour (blue, green, red) as CSS writes it."""
    blue, green, red = color
    return f'#{red:02x}{green:02x}{blue:02x}'
