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

"""Video files: PyAV reads them, or OpenCV if PyAV is not installed."""

from __future__ import annotations

import logging
from pathlib import Path

from fer_ros.sources.source import Source
from fer_ros.system import install_line

log = logging.getLogger(__name__)


def open_video(path: Path) -> Source:
    """
    Read a video's head.

    :raises SourceError: if it cannot be read
    """
    try:
        import av
    except ImportError as error:
        log.warning('PyAV is not installed (%s), so OpenCV reads the video: damaged frames are '
                    'not counted and the annotated video has no sound; remedy: %s', error,
                    install_line('run'))
        from fer_ros.sources.video_opencv import OpenCvVideoSource
        return OpenCvVideoSource(path)
    # FFmpeg's errors are reported as exceptions, so its log is not needed.
    av.logging.set_level(None)
    from fer_ros.sources.video_av import AvVideoSource
    return AvVideoSource(path)
