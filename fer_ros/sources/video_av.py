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

"""Video files, read with PyAV: with the times of the frames and sound, even if damaged."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from fer_ros.sources.container import Container, mp4_boxes
from fer_ros.sources.read_ahead import read_ahead
from fer_ros.sources.sound import Sound
from fer_ros.sources.source import Frame
from fer_ros.sources.upright import upright
from fer_ros.sources.video_file import nominal_rate, UNKNOWN_RATE, VideoFile

# Number of frames that are decoded in advance
AHEAD = 4
# A complete file may end this much before its declared end: some writers declare the end of the
# last frame, others its start.
END_TOLERANCE_S = 0.5
# Formats that store the duration; FFmpeg guesses that of others from the end of the file.
_DECLARING = {'mov', 'matroska', 'webm', 'avi', 'flv', 'asf'}
# In Matroska, packets follow each other; a gap of more bytes than this is damage.
_HOLE = 4096

DAMAGED_FRAME, DAMAGED_STRETCH = 'damaged frame', 'damaged stretch of the file'


class AvVideoSource(VideoFile):
    """A video file; the stamps of its frames are seconds from its start, as in players."""

    def __init__(self, path: Path) -> None:
        """
        Read the video's head.

        :raises SourceError: if FFmpeg cannot read it
        """
        super().__init__(path)
        with Container(path) as container:
            video = container.video
            self.rate = nominal_rate(float(video.average_rate or 0))
            self.pixel_aspect = video.sample_aspect_ratio or Fraction(1)
            self._has_sound = container.audio is not None
            count = video.frames or (container.duration and self.rate
                                     and round(container.duration * self.rate))
        self.count = count or None

    def sound(self) -> Sound | None:
        """Return the sound, if there is any."""
        return Sound(self._path) if self._has_sound else None

    def frames(self) -> Iterator[Frame]:
        """
        Return the frames; damaged ones are skipped and counted.

        :raises SourceError: if there is not a single one
        """
        return read_ahead(self._frames(), AHEAD)

    def _frames(self) -> Iterator[Frame]:
        number, last = 0, -1.0
        with Container(self._path) as container:
            progress = _Progress(container)
            for packet in container.packets(container.video):
                self.skipped[DAMAGED_STRETCH] += progress.passed(packet)
                if packet.stream_index != container.video.index:
                    continue
                for frame in self._decoded(packet):
                    stamp = last + 1 / (self.rate or UNKNOWN_RATE) if frame.pts is None \
                        else float(frame.pts * frame.time_base) - container.start
                    # The tracker needs times that go forward.
                    last = max(stamp, last + 1e-3) if number else max(stamp, 0.0)
                    yield Frame(_image(frame), last)
                    number += 1
            self.skipped[DAMAGED_STRETCH] += container.failures
            self.skipped += type(self.skipped)()  # removes kinds with a count of zero
            self.shortfall = progress.shortfall()
        if number == 0:
            raise self._no_frame()

    def _decoded(self, packet: Any) -> Iterator[Any]:
        import av

        try:
            frames = packet.decode()
        except (av.FFmpegError, ValueError):
            self.skipped[DAMAGED_FRAME] += 1
            return
        for frame in frames:
            if frame.is_corrupt:
                self.skipped[DAMAGED_FRAME] += 1
            else:
                yield frame


class _Progress:
    """Compares how much of a file was read with what the file declares."""

    def __init__(self, container: Container) -> None:
        self._container, self._video = container, container.video
        self._formats = set(container.format.split(','))
        self._end, self._packets, self._position = 0.0, 0, 0

    def passed(self, packet: Any) -> int:
        """Count a packet; return 1 if there is a damaged gap in the file before it."""
        if packet.dts is None and packet.pts is None:
            return 0
        if packet.stream_index == self._video.index:
            self._packets += 1
        time = packet.pts if packet.pts is not None else packet.dts
        self._end = max(self._end, float((time + (packet.duration or 0)) * packet.time_base))
        if 'matroska' not in self._formats or packet.pos is None:
            return 0
        hole = 0 < self._position < packet.pos - _HOLE
        self._position = max(self._position, packet.pos + packet.size)
        return int(hole)

    def shortfall(self) -> str | None:
        """Return what is missing of what the file declares; None if it is complete."""
        if not self._formats & _DECLARING:
            return None
        if 'mov' in self._formats:
            # The index lists every frame of the file, or of each fragment.
            listed = len(self._video.index_entries)
            if self._packets < listed:
                return f'it ends after {self._packets} of {listed} frames: the file is cut off'
            return 'the file is cut off' if mp4_boxes(self._container.path)[1] else None
        declared = self._container.duration or 0.0
        if 'avi' in self._formats and self._video.frames and self._video.average_rate:
            declared = max(declared, self._video.frames / float(self._video.average_rate))
        if declared - self._end > END_TOLERANCE_S:
            return (f'it ends after {self._end:.1f} s, but declares {declared:.1f} s: the file '
                    'is cut off')
        return None


def _image(frame: Any) -> Any:
    """Return a frame as (height, width, 3) uint8 BGR."""
    matrix = frame.side_data.get('DISPLAYMATRIX')
    return upright(frame.to_ndarray(format='bgr24'), bytes(matrix) if matrix else None)
