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

"""Foxglove and Lichtblick as a display: the results and images over Foxglove's protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fer_ros.drawing import annotate
from fer_ros.drawing.palette import color_of
from fer_ros.system import install_line
from fer_ros.values.errors import FerRosError, MissingDependencyError
from fer_ros.values.faces import FaceEmotion
from fer_ros.view.display import State, Status
from fer_ros.view.frame import encode_jpeg, ViewedFrame
from fer_ros.view.message_text import EMOTION_ARRAY, message_text

# Its protocol has no token, so it never listens on the network: `ssh -L` brings it to another
# machine.
HOST = '127.0.0.1'
# Messages that may wait for a slow viewer; the oldest ones are dropped.
_BACKLOG = 16
_LINE = 2.0          # pixels
_FONT = 20.0         # pixels
_DARK = 0.1, 0.1, 0.1, 0.8


class Foxglove:
    """Serves topics to Foxglove; encodes only those that somebody has subscribed to."""

    def __init__(self, encode: Callable[[ViewedFrame], bytes], *, name: str, port: int,
                 prefix: str = '/fer') -> None:
        """
        Start the server.

        :param encode: returns the EmotionArray of a frame as CDR
        :param name: of the server
        :param prefix: of the topics, the full name of the node
        :raises FerRosError: if the port cannot be used
        :raises MissingDependencyError: if the foxglove SDK is not installed
        """
        try:
            import foxglove
            from foxglove import channels
        except ImportError as error:
            raise MissingDependencyError(f'Foxglove needs the package foxglove-sdk ({error}): '
                                         f"{install_line('foxglove')}") from error
        self._encode = encode
        self._context = context = foxglove.Context()
        self._emotions = foxglove.Channel(
            f'{prefix}/emotions', message_encoding='cdr', context=context,
            schema=foxglove.Schema(name=EMOTION_ARRAY, encoding='ros2msg',
                                   data=message_text().encode()))
        self._image = channels.CompressedImageChannel(f'{prefix}/image', context=context)
        self._annotated = channels.CompressedImageChannel(f'{prefix}/image_annotated',
                                                          context=context)
        self._annotations = channels.ImageAnnotationsChannel(f'{prefix}/annotations',
                                                             context=context)
        try:
            self._server = foxglove.start_server(
                name=name, host=HOST, port=port, context=context, message_backlog_size=_BACKLOG)
        except Exception as error:  # the SDK has no type of its own for it
            raise FerRosError(f'Foxglove cannot be served on {HOST} port {port}: '
                              f'{error}') from error

    @property
    def port(self) -> int:
        """Return the port."""
        return self._server.port

    @property
    def address(self) -> str:
        """Return the address that Foxglove opens."""
        return f'ws://{HOST}:{self.port}'

    @property
    def wanted(self) -> bool:
        """Say whether somebody has subscribed to a topic."""
        return any(channel.has_sinks() for channel in (
            self._emotions, self._image, self._annotated, self._annotations))

    def show(self, frame: ViewedFrame) -> None:
        """Send what somebody has subscribed to."""
        time = frame.stamp_ns
        if self._emotions.has_sinks():
            self._emotions.log(self._encode(frame), log_time=time)
        if self._annotations.has_sinks():
            self._annotations.log(image_annotations(frame.emotions, time), log_time=time)
        if self._image.has_sinks():
            self._image.log(_compressed_image(frame, encode_jpeg(frame.image().whole())),
                            log_time=time)
        if self._annotated.has_sinks():
            drawn = annotate(frame.image().whole(), frame.emotions)
            self._annotated.log(_compressed_image(frame, encode_jpeg(drawn)), log_time=time)

    def show_diagnostics(self, statuses: Sequence[Status]) -> None:
        """Leave the diagnostics to the page and to /diagnostics."""

    def show_state(self, state: State) -> None:
        """Leave the controls to the page and to ROS."""

    def close(self) -> None:
        """Disconnect the viewers."""
        self._server.stop()


def image_annotations(emotions: Sequence[FaceEmotion], time: int) -> Any:
    """
    Return boxes and captions as foxglove.ImageAnnotations, in pixels of the image.

    :param time: stamp of the image in nanoseconds
    """
    from foxglove.messages import (Color, ImageAnnotations, Point2, PointsAnnotation,
                                   PointsAnnotationType, TextAnnotation)

    stamp = _timestamp(time)
    boxes, texts = [], []
    for emotion in emotions:
        blue, green, red = (channel / 255 for channel in color_of(emotion.label))
        color, box = Color(r=red, g=green, b=blue, a=1.0), emotion.face.box
        right, bottom = box.x + box.width, box.y + box.height
        boxes.append(PointsAnnotation(
            timestamp=stamp, type=PointsAnnotationType.LineLoop, outline_color=color,
            thickness=_LINE, points=[Point2(x=x, y=y) for x, y in (
                (box.x, box.y), (right, box.y), (right, bottom), (box.x, bottom))]))
        texts.append(TextAnnotation(
            timestamp=stamp, position=Point2(x=box.x, y=box.y), font_size=_FONT,
            text=f'{emotion.face_id} {emotion.caption}', text_color=color,
            background_color=Color(**dict(zip('rgba', _DARK, strict=True)))))
    return ImageAnnotations(points=boxes, texts=texts)


def _compressed_image(frame: ViewedFrame, jpeg: bytes) -> Any:
    from foxglove.messages import CompressedImage

    return CompressedImage(timestamp=_timestamp(frame.stamp_ns), frame_id=frame.frame_id,
                           data=jpeg, format='jpeg')


def _timestamp(time: int) -> Any:
    from foxglove.messages import Timestamp

    return Timestamp(sec=time // 10**9, nsec=time % 10**9)
