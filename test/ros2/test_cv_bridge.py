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

"""The image codec against cv_bridge, for the encodings that both know."""

import pytest

# 16UC1 is left out: cv_bridge does not treat it as a colour or grey image.
ENCODINGS = ('bgr8', 'rgb8', 'bgra8', 'rgba8', 'mono8', 'mono16', 'yuv422', 'yuv422_yuy2',
             'bayer_rggb8', 'bayer_bggr8', 'bayer_gbrg8', 'bayer_grbg8')

# Not only the import: built for another NumPy, cv_bridge fails when it converts.
PROBE = ('from cv_bridge import CvBridge; from sensor_msgs.msg import Image; '
         "image = Image(height=1, width=1, step=3, encoding='rgb8', data=bytes(3)); "
         "CvBridge().imgmsg_to_cv2(image, 'bgr8')")

SCRIPT = f"""
from cv_bridge import CvBridge
import numpy as np
from sensor_msgs.msg import Image
from fer_ros.codec import decode_image
from fer_ros.codec.layouts import LAYOUTS

generator = np.random.default_rng(1)
for encoding in {ENCODINGS}:
    row = LAYOUTS[encoding].row_bytes(32)
    # Only padding of whole pixels: with other steps cv_bridge shears the image.
    for step in (row, row + 12):
        # Only little endian: for big endian cv_bridge calls a function that NumPy 2 lacks.
        message = Image(height=24, width=32, step=step, encoding=encoding)
        message.data = generator.integers(0, 256, 24 * step, np.uint8).tobytes()
        ours = decode_image(message).astype(int)
        theirs = CvBridge().imgmsg_to_cv2(message, 'bgr8').astype(int)
        print(encoding, step - row, np.abs(ours - theirs).max())
"""


def test_same_pixels(workspace, tmp_path):
    code, output = workspace.run(f'python3 -c "{PROBE}"')
    if code:
        pytest.skip(f'no working cv_bridge: {output.strip().splitlines()[-1]}')
    script = tmp_path / 'compare.py'
    script.write_text(SCRIPT)
    code, output = workspace.run(f'python3 {script}')
    assert code == 0, output
    lines = [line.split() for line in output.splitlines() if line.startswith(ENCODINGS)]
    assert {line[0] for line in lines} == set(ENCODINGS)
    # Two versions of OpenCV may round the interpolation of a Bayer pattern differently.
    assert [line for line in lines if int(line[2]) > (1 if 'bayer' in line[0] else 0)] == []
