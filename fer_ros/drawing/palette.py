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

"""The colour of each emotion."""

from fer_ros.values.labels import LABELS

# BGR. Paul Tol's bright scheme (SRON/EPS/TN/09-002): also distinct for colour-blind people.
COLORS = dict(zip(LABELS, (
    (119, 102, 238),  # red
    (51, 136, 34),    # green
    (119, 51, 170),   # purple
    (68, 187, 204),   # yellow
    (170, 119, 68),   # blue
    (238, 204, 102),  # cyan
    (187, 187, 187),  # grey
), strict=True))
UNKNOWN_COLOR = (136, 136, 136)  # a darker grey


def color_of(label: str) -> tuple[int, int, int]:
    """Return the colour (blue, green, red) of a label, UNKNOWN_COLOR for `unknown`."""
    return COLORS.get(label, UNKNOWN_COLOR)
