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

"""Running the callbacks of a node for some time."""

from __future__ import annotations

import time

from fer_ros import ros


def spin_for(node: ros.Node, seconds: float) -> None:
    """Run the callbacks of a node for some seconds."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        ros.spin_once(node, timeout_sec=left)
