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

"""Facial emotion recognition for service robots."""

import os

# ONNX Runtime tells its maker of every session, over the network, unless this is set before it is
# imported (its Privacy.md). What fer_ros sees is nobody's business.
os.environ.setdefault('ORT_DISABLE_TELEMETRY', '1')
# OpenCV reads it as it is loaded, which happens after this: a photo or a picture of a data set
# may have 16384x16384 pixels, where OpenCV by itself would take the memory for four times that.
os.environ.setdefault('OPENCV_IO_MAX_IMAGE_PIXELS', str(16384 * 16384))

__version__ = '0.2.0'
