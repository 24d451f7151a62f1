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

"""Videos for the tests, written by PyAV."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

RATE = 10


def write_video(path: Path, stamps, *, codec: str = 'libx264', size=(64, 48), sound: str = '',
                keyframes: int = 5, **options: str) -> Path:
    """
    Write frames whose grey grows by 10 from 0, with the given times in seconds.

    :param sound: codec of an audio track with a tone; '' for no audio track
    """
    av = pytest.importorskip('av')
    base = Fraction(1, 1000)
    with av.open(str(path), 'w', options=options) as container:
        stream = container.add_stream(codec, rate=RATE)
        stream.width, stream.height = size
        stream.pix_fmt = 'yuvj420p' if codec == 'mjpeg' else 'yuv420p'
        stream.gop_size = keyframes
        if path.suffix != '.avi':
            stream.codec_context.time_base = base
        audio = container.add_stream(sound, rate=16_000, layout='mono') if sound else None
        for number, stamp in enumerate(stamps):
            image = np.full((size[1], size[0], 3), 10 * number % 250, np.uint8)
            frame = av.VideoFrame.from_ndarray(image, format='bgr24')
            frame.time_base = base if path.suffix != '.avi' else Fraction(1, RATE)
            frame.pts = round(stamp / frame.time_base)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
        if audio:
            tone = np.sin(np.arange(round(16_000 * (stamps[-1] + 0.1))) / 6)
            samples = av.AudioFrame.from_ndarray((tone * 9000).astype(np.int16)[None], 's16',
                                                 'mono')
            samples.sample_rate, samples.pts = 16_000, 0
            container.mux(audio.encode(samples))
            container.mux(audio.encode())
    return path


def steady(count: int) -> list[float]:
    """Return times at RATE."""
    return [number / RATE for number in range(count)]
