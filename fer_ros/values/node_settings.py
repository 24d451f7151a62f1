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

"""The settings of the node: those of the recognition and what only the node can do."""

from __future__ import annotations

from dataclasses import dataclass

from fer_ros.values.settings import setting, Settings


@dataclass(frozen=True)
class NodeSettings(Settings):
    """The settings of the recognition and those that mean something in the node alone."""

    image_transport: str = setting(
        'raw', 'Transport of the images: raw (sensor_msgs/Image) or compressed '
               '(sensor_msgs/CompressedImage)',
        choices=('raw', 'compressed'), fixed=True)
    stretch_16bit: bool = setting(
        True, 'Stretch 16-bit images that use a small part of their range, such as infrared of 10 '
              'bits and thermal images; false scales them as cv_bridge does')
    annotate: bool = setting(
        True, 'Publish the annotated image while it has subscribers')
    depth: bool = setting(
        False, 'Publish the positions of the faces in space as markers, from depth/image_raw and '
               'depth/camera_info', fixed=True)
    hri: bool = setting(
        False, 'Publish the faces as ROS4HRI (REP-155) does, below /humans/faces', fixed=True)
    hri_persons: bool = setting(
        False, 'With `hri`, publish an anonymous person for each face, where no person manager '
               'runs', fixed=True)
    autostart: bool = setting(
        True, 'Configure and activate the node at its start; false leaves this to a lifecycle '
              'manager', fixed=True)
    enabled_on_start: bool = setting(
        True, 'Process images from the start; false waits until the service ~/enable is called '
              'with true', fixed=True)
    fallback_model: str = setting(
        '', 'ONNX model that takes over when `model` hangs or fails three times in a row; empty '
            'for none')
    watchdog_timeout: float = setting(
        10.0, 'Report a detector or model that has not answered for this long; 0 disables the '
              'watchdog', minimum=0.0, maximum=3600.0, unit='s')
    max_age: float = setting(
        0.0, 'Drop images whose stamp is older; 0 keeps all',
        minimum=0.0, maximum=3600.0, unit='s')
    image_timeout: float = setting(
        5.0, 'Warn, with the likely reason, after this long without an image; 0 never warns',
        minimum=0.0, maximum=3600.0, unit='s')
    rate_warn: float = setting(
        5.0, 'Diagnostics warn below this camera rate, which includes lost images if their number '
             'is known', minimum=0.0, maximum=1000.0, unit='Hz')
    rate_error: float = setting(
        0.5, 'Diagnostics report an error below this camera rate', minimum=0.0, maximum=1000.0,
        unit='Hz')
    loss_warn: float = setting(
        0.05, 'Log and diagnostics warn, with a remedy, if this fraction of the images is lost '
              'before it reaches the node', minimum=0.0, maximum=1.0)
    latency_warn: float = setting(
        0.3, 'Diagnostics warn above this median time from stamp to publication',
        minimum=0.0, maximum=3600.0, unit='s')
    latency_error: float = setting(
        1.0, 'Diagnostics report an error above this median time from stamp to publication',
        minimum=0.0, maximum=3600.0, unit='s')
    web_port: int = setting(
        0, 'Port of the live page for browsers; 0 for none', minimum=0, maximum=65535, fixed=True)
    web_host: str = setting(
        '127.0.0.1', 'Address that the page listens on; every other than the loopback, such as '
                     '0.0.0.0 for all networks, needs a token', fixed=True)
    web_token: str = setting(
        '', 'Token that browsers must give, 16 characters at least; empty makes one at the start '
            'and logs it, if web_host needs one', fixed=True)
    foxglove_port: int = setting(
        0, 'Port for Foxglove and Lichtblick, on 127.0.0.1 only; 0 for none', minimum=0,
        maximum=65535, fixed=True)
