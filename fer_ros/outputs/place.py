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

"""Where a frame comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """
    The recording, the topic and the time of a frame.

    `bag` is the name of the bag or video, or of the photo. `topic` is empty outside bags.
    `stamp_ns` is the stamp in nanoseconds and `time_s` the time in the recording in seconds; both
    are None for photos. `frame` counts the frames of the topic from 0.
    """

    bag: str
    topic: str
    stamp_ns: int | None
    time_s: float | None
    frame: int
