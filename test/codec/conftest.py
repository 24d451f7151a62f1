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

"""A photo for the tests of the codec."""

import cv2
import numpy as np
import pytest


@pytest.fixture(scope='session')
def astronaut() -> np.ndarray:
    """Return NASA's portrait of Eileen Collins, (512, 512, 3) uint8, BGR."""
    data = pytest.importorskip('skimage.data')
    image = cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2BGR)
    image.flags.writeable = False
    return image
