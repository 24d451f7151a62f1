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
Print the emotions in front of a camera, until Ctrl-C: python webcam.py [SOURCE].

SOURCE is the index or the device of a camera, the URL of a stream, or a video file. The last
frame is written to webcam.jpg, with the emotions drawn into it.
"""

from contextlib import suppress
import sys

import cv2
from fer_ros import annotate, open_source, Pipeline, Settings

pipeline = Pipeline.load(Settings(smoothing_time=1.0))
drawn = None
with suppress(KeyboardInterrupt):
    for frame in open_source(sys.argv[1] if len(sys.argv) > 1 else '0').frames():
        # A face keeps its identifier, and its probabilities are smoothed over time.
        emotions = pipeline.process(frame.image, frame.stamp)
        print(f'{frame.stamp:.2f} s', *(f'{one.face_id} {one.caption}' for one in emotions),
              flush=True)
        drawn = annotate(frame.image, emotions)
if drawn is not None:
    cv2.imwrite('webcam.jpg', drawn)
