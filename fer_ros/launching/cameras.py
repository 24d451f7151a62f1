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

"""The table of the camera drivers that the launch files know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FOLDER = 'camera'  # the namespace of a camera, below that of the robot


@dataclass(frozen=True)
class Driver:
    """
    A camera driver, with the names that its package uses.

    `parameters` may hold `{video_device}`. `namespace` and `topic` are relative to the robot's.
    `depth` and `depth_info` are topics of cameras that register depth to colour. `settings` are
    defaults of arguments of fer.launch.py that suit the camera.
    """

    package: str
    executable: str
    topic: str
    name: str = 'camera'
    namespace: str = FOLDER
    parameters: Mapping[str, str | bool] = field(default_factory=dict)
    depth: str = ''
    depth_info: str = ''
    settings: Mapping[str, str] = field(default_factory=dict)
    plays_source: bool = False

    def filled(self, text: Mapping[str, str]) -> dict[str, str | bool]:
        """Return the parameters with the launch arguments filled in."""
        return {name: value.format(**text) if isinstance(value, str) else value
                for name, value in self.parameters.items()}

    def apt(self, distribution: str) -> str:
        """Return the line that installs it."""
        return f"sudo apt install ros-{distribution}-{self.package.replace('_', '-')}"


# Topics and parameters as of usb_cam 0.8, v4l2_camera 0.7, realsense2_camera 4.56, camera_ros 0.4
DRIVERS = {
    'usb_cam': Driver(
        'usb_cam', 'usb_cam_node_exe', f'{FOLDER}/image_raw',
        parameters={'video_device': '{video_device}', 'frame_id': 'camera'}),
    'v4l2_camera': Driver(
        'v4l2_camera', 'v4l2_camera_node', f'{FOLDER}/image_raw',
        parameters={'video_device': '{video_device}', 'camera_frame_id': 'camera'}),
    'realsense': Driver(
        'realsense2_camera', 'realsense2_camera_node', f'{FOLDER}/camera/color/image_raw',
        parameters={'align_depth.enable': True},
        depth=f'{FOLDER}/camera/aligned_depth_to_color/image_raw',
        depth_info=f'{FOLDER}/camera/aligned_depth_to_color/camera_info',
        settings={'depth': 'true'}),
    'camera_ros': Driver('camera_ros', 'camera_node', 'camera/image_raw', namespace=''),
    'file': Driver('fer_ros', 'camera_node', f'{FOLDER}/image_raw', plays_source=True),
}
NONE = 'none'
CHOICES = (NONE, *DRIVERS)
