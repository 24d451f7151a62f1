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

"""
The processor time of the node for each image, with each of its outputs.

Everything is measured with a subscriber to the emotions, so that the node processes images. The
states take turns, so that other load on the machine affects all alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from fer_ros.benchmark.cpu import measure, Usage
from tqdm import tqdm

_HRI = '-p', 'hri:=true'
_FACE = '/humans/faces/f1'
_LISTED = ('/humans/faces/tracked=hri_msgs/msg/IdsList',
           f'{_FACE}/expression=hri_msgs/msg/Expression')
_GEOMETRY = (f'{_FACE}/roi=hri_msgs/msg/NormalizedRegionOfInterest2D',
             f'{_FACE}/landmarks=hri_msgs/msg/FacialLandmarks')
_CROPS = f'{_FACE}/cropped=sensor_msgs/msg/Image', f'{_FACE}/aligned=sensor_msgs/msg/Image'
# Arguments of the node, and the topics that somebody subscribes to beside the emotions
STATES: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    'emotions': ((), ()),
    'events and summary': ((), ('/fer/events=fer_ros/msg/FaceEvent',
                                '/fer/summary=std_msgs/msg/String')),
    'detections': ((), ('/fer/detections=vision_msgs/msg/Detection2DArray',)),
    'hri, nobody subscribes': (_HRI, ()),
    'hri, tracked and expression': (_HRI, _LISTED),
    'hri, with roi and landmarks': (_HRI, (*_LISTED, *_GEOMETRY)),
    'hri, with crops': (_HRI, (*_LISTED, *_GEOMETRY, *_CROPS))}


def outputs(middleware: str, rate: float, seconds: float,
            rounds: int) -> dict[str, list[Usage]]:
    """
    Return the usage of the node in each state, one for each round.

    :param rate: of the camera, Hz
    :param seconds: duration of each measurement
    :raises FerRosError: if the node or the camera fails
    """
    results: dict[str, list[Usage]] = {state: [] for state in STATES}
    for number in tqdm(range(rounds * len(STATES)), unit='run', disable=None, leave=False):
        state = list(STATES)[number % len(STATES)]
        arguments, topics = STATES[state]
        results[state].append(measure(
            middleware, ('-m', 'fer_ros', 'node', *(('--ros-args', *arguments) if arguments
                                                    else ())),
            ('--rate', str(rate), '--emotions',
             *(word for topic in topics for word in ('--subscribe', topic))), seconds))
    return results
