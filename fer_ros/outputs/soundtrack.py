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

"""The sound of an annotated video."""

from __future__ import annotations

from collections.abc import Iterator
import logging
from typing import Any

log = logging.getLogger(__name__)

# Codecs that browsers play in an MP4 file are copied unchanged. Others are converted to AAC.
COPIED = {'aac', 'mp3', 'opus', 'flac'}
# In samples per second (ISO/IEC 14496-3, table 1.18)
AAC_RATES = {96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000,
             11_025, 8_000}


class Soundtrack:
    """Adds sound to an open PyAV container, synchronised with its frames."""

    def __init__(self, container: Any, sound: Any) -> None:
        """
        Add the stream; the file's head must not have been written yet.

        :param sound: `fer_ros.sources.sound.Sound`
        """
        self._container = container
        source = sound.stream
        self._copied = source.codec_context.name in COPIED
        if self._copied:
            self._stream = container.add_stream_from_template(source)
        else:
            rate = source.codec_context.sample_rate
            self._stream = container.add_stream('aac', rate=rate if rate in AAC_RATES else 48_000)
            # Some files do not declare the layout of their channels.
            self._stream.layout = 'mono' if source.codec_context.channels == 1 else 'stereo'
        self._encoded = False
        self._packets: Iterator[tuple[float, Any]] = sound.packets()
        self._next: tuple[float, Any] | None = next(self._packets, None)

    def write_until(self, time: float | None) -> None:
        """Write the sound that starts before `time` (seconds; None: all of it)."""
        import av

        while self._next is not None and (time is None or self._next[0] < time):
            begin = self._next[0]
            try:
                self._write(*self._next)
                self._next = next(self._packets, None)
            except (av.FFmpegError, ValueError) as error:
                log.warning('The annotated video has no sound after %.1f s: %s', begin, error)
                self._next = None

    def finish(self, time: float | None) -> None:
        """Write the sound that starts before `time` (seconds; None: all of it), and finish it."""
        self.write_until(time)
        if not self._copied and self._encoded:
            for packet in self._stream.encode():
                self._container.mux(packet)

    def _write(self, time: float, packet: Any) -> None:
        import av

        base = packet.time_base
        shift = round(time / base) - (packet.pts if packet.pts is not None else packet.dts)
        if self._copied:
            packet.dts += shift
            packet.pts = packet.dts if packet.pts is None else packet.pts + shift
            packet.stream = self._stream
            self._container.mux(packet)
            return
        try:
            frames = packet.decode()
        except (av.FFmpegError, ValueError):
            return  # a damaged packet
        for frame in frames:
            self._encoded = True
            if frame.pts is not None:
                frame.pts += shift
            for encoded in self._stream.encode(frame):
                self._container.mux(encoded)
