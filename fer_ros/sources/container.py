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

"""A video file, read packet by packet with PyAV."""

from __future__ import annotations

from collections.abc import Iterator
import os
from pathlib import Path
from typing import Any, BinaryIO

from fer_ros.sources.timeline import Timeline
from fer_ros.system import printable
from fer_ros.values.errors import SourceError

# Larger frames are rejected before memory is allocated; the same limit as for images (codec)
MAX_PIXELS = 8192 * 8192
# After this many failures in a row, reading stops.
MAX_FAILURES = 100
# Formats with which FFmpeg reads files that are not videos: text, single images
_NO_VIDEOS = ('tty', 'image2', 'ico')
# Characters with which FFmpeg takes a file name as a pattern for many images
_PATTERN = set('%*?[{')
_INVALID = 'Invalid data found when processing input'
_TIMESTAMPS_JUMP = 0x0200  # AVFMT_TS_DISCONT of libavformat/avformat.h


class Container:
    """
    An open file; close it, or use it in a `with` block.

    `start` is the first timestamp of the file in seconds; `failures` counts the packets that could
    not be read.
    """

    def __init__(self, path: Path) -> None:
        """
        Read the head of the file.

        :raises SourceError: if it is not a video, or its head is damaged
        """
        import av

        self.path, self.failures = path, 0
        self._errors: type[Exception] = av.FFmpegError
        self._file = path.open('rb') if set(path.name) & _PATTERN else None
        try:
            # Without `file:`, FFmpeg would take a name with a colon as a URL.
            opened: Any = av.open(
                _Nameless(self._file) if self._file else f'file:{os.path.abspath(path)}',
                metadata_errors='replace')
        except (av.FFmpegError, ValueError) as error:
            if self._file is not None:
                self._file.close()
            raise SourceError(f"cannot read '{printable(path)}' as a video or photo"
                              f'{_reason(path, error)}') from error
        self._container = opened
        self.format: str = opened.format.name
        video: Any = self._container.streams.best('video')
        self.video = video
        if video is None or self.format.endswith('_pipe') or self.format in _NO_VIDEOS \
                or video.disposition & av.stream.Disposition.attached_pic:
            self.close()
            raise SourceError(f"'{printable(path)}' holds no video (FFmpeg takes it for "
                              f"'{self.format}')")
        self.start = (self._container.start_time or 0) / 1e6
        duration = self._container.duration
        self.duration: float | None = duration / 1e6 if duration and duration > 0 else None
        # With several threads, a damaged frame also loses the frames that are decoded with it.
        video.thread_type = 'NONE'
        video.codec_context.options = {'max_pixels': str(MAX_PIXELS)}

    def __enter__(self) -> Container:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._container.close()
        if self._file is not None:
            self._file.close()

    @property
    def audio(self) -> Any:
        """Return the audio stream that players choose, or None."""
        return self._container.streams.best('audio')

    def packets(self, wanted: Any) -> Iterator[Any]:
        """
        Return the packets of all streams, with timestamps that do not jump.

        The last packet of each stream is empty: it makes the decoder return its delayed frames.

        :param wanted: stream that must be read to its end; from an MP4 file only this one is
            read, because FFmpeg stops at the first stream that is cut off
        """
        from av.stream import Discard

        if 'mp4' in self.format:
            for stream in self._container.streams:
                if stream.index != wanted.index:
                    stream.discard = Discard.all
        timeline = Timeline(bool(self._container.format.flags & _TIMESTAMPS_JUMP))
        failures = 0
        demuxer = self._container.demux()
        while failures < MAX_FAILURES:
            try:
                packet = next(demuxer)
            except StopIteration:
                return
            except self._errors:
                failures += 1
                self.failures += 1
                demuxer = self._container.demux()
                continue
            failures = 0
            if packet.dts is not None:
                base = packet.time_base
                offset = round(timeline.offset(
                    packet.stream_index, float(packet.dts * base),
                    float((packet.duration or 0) * base)) / base)
                if offset:
                    packet.dts += offset
                    if packet.pts is not None:
                        packet.pts += offset
            yield packet


class _Nameless:
    """A file whose name FFmpeg does not get."""

    def __init__(self, file: BinaryIO) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell


def _reason(path: Path, error: Exception) -> str:
    """Return why a file cannot be opened, or '' if that is not known."""
    if getattr(error, 'strerror', None) not in (None, _INVALID):
        return f': {getattr(error, "strerror", error)}'
    names, _ = mp4_boxes(path)
    return (': it is cut off; its index (moov), which comes at its end, is missing'
            if names & {b'ftyp', b'mdat'} and b'moov' not in names else '')


def mp4_boxes(path: Path) -> tuple[set[bytes], bool]:
    """Return the names of the boxes of an MP4 file, and whether the last one is cut off."""
    # ISO/IEC 14496-12, 4.2
    names = set()
    with path.open('rb') as file:
        end = file.seek(0, os.SEEK_END)
        at = file.seek(0)
        while len(head := file.read(16)) >= 8:
            size = int.from_bytes(head[:4], 'big')
            names.add(head[4:8])
            if size == 1:
                size = int.from_bytes(head[8:16], 'big')
            if size < 8:  # the box extends to the end of the file, or is damaged
                return names, False
            at = file.seek(at + size)
    return names, at > end
