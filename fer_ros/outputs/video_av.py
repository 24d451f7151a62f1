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

"""Videos, written with PyAV: H.264 or VP9, with the times of the frames and sound."""

from __future__ import annotations

from fractions import Fraction
import logging
from pathlib import Path
from typing import Any

from fer_ros.outputs.soundtrack import Soundtrack
from fer_ros.outputs.video import SQUARE, UNKNOWN_RATE, VideoFile
import numpy as np

log = logging.getLogger(__name__)

TIME_BASE = Fraction(1, 90_000)  # seconds; a multiple of the usual rates
# Encoders by preference, with their options. H.264 in 4:2:0 needs even sides. The quality keeps
# labels sharp; the fast presets leave processor time for the recognition.
H264 = 'libx264', {'preset': 'superfast', 'crf': '23'}
VP9 = 'libvpx-vp9', {'deadline': 'realtime', 'cpu-used': '8', 'crf': '30', 'b': '0'}
MPEG4 = 'mpeg4', {'q': '4'}
_BT601, _LIMITED = 6, 1  # AVCOL_SPC_SMPTE170M and AVCOL_RANGE_MPEG, from the conversion


class AvVideoFile(VideoFile):
    """An MP4 file that plays in a browser."""

    def __init__(self, path: Path, rate: float | None, sound: Any = None,
                 pixel_aspect: Fraction = SQUARE) -> None:
        """Prepare; the parameters are those of `create_video`."""
        super().__init__(path)
        self._pixel_aspect = pixel_aspect
        self._rate = Fraction(rate or UNKNOWN_RATE).limit_denominator(1001)
        self._sound = sound
        self._soundtrack: Soundtrack | None = None
        self._container: Any = None
        self._stream: Any = None
        self._start, self._pts = 0.0, -1
        self._nominal = self._duration = round(1 / self._rate / TIME_BASE)
        self._held, self._largest = 0, 0

    def _open(self, size: tuple[int, int], stamp: float) -> None:
        import av

        codec, options = _encoder(size)
        try:
            self._container = av.open(f'file:{self._path.absolute()}', 'w', format='mp4')
            self._stream = stream = self._container.add_stream(codec, rate=self._rate,
                                                               options=options)
            stream.width, stream.height = size
            stream.pix_fmt = 'yuv420p'
            stream.codec_context.sample_aspect_ratio = self._pixel_aspect
            stream.codec_context.time_base = TIME_BASE
            stream.codec_context.colorspace, stream.codec_context.color_range = _BT601, _LIMITED
            if self._sound is not None:
                self._soundtrack = Soundtrack(self._container, self._sound)
            else:
                self._start = stamp
        except (av.FFmpegError, OSError) as error:
            raise self._error(error.strerror) from error

    def _add(self, image: np.ndarray, stamp: float) -> None:
        import av

        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format='bgr24')
        before = self._pts
        self._pts = max(round((stamp - self._start) / TIME_BASE), before + 1)
        frame.pts, frame.time_base = self._pts, TIME_BASE
        if before >= 0:  # the last frame is not longer than the one before
            self._duration = min(self._nominal, self._pts - before)
        self._held += 1
        try:
            if self._soundtrack:
                self._soundtrack.write_until(self._pts * float(TIME_BASE))
            self._mux(self._stream.encode(frame))
        except (av.FFmpegError, OSError, ValueError) as error:
            reason = getattr(error, 'strerror', None) or str(error)
            raise self._error(reason) from error

    def _mux(self, packets: Any) -> None:
        for packet in packets:
            self._held -= 1
            packet.duration = self._duration  # matters only for the last packet
            self._largest = max(self._largest, packet.size)
            self._container.mux(packet)
        self.pending = self._held * self._largest

    def _finish(self, whole: bool) -> None:
        import av

        try:
            self._mux(self._stream.encode())
            if self._soundtrack:
                end = (self._pts + self._duration) * float(TIME_BASE)
                self._soundtrack.finish(None if whole else end)
            self._container.close()
        except (av.FFmpegError, OSError) as error:
            raise self._error(error.strerror) from error
        finally:
            if self._sound is not None:
                self._sound.close()


def _encoder(size: tuple[int, int]) -> tuple[str, dict[str, str]]:
    """Return the first available encoder that can write frames of this size."""
    import av

    for codec, options in (H264, VP9):
        if codec in av.codecs_available and not (codec == H264[0] and (size[0] | size[1]) & 1):
            return codec, options
    log.warning('This PyAV writes neither H.264 nor VP9 in %dx%d pixels, so the annotated video '
                'is MPEG-4, which browsers do not play', *size)
    return MPEG4
