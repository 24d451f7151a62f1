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

"""Image messages to BGR arrays and back, with NumPy and OpenCV."""

from fer_ros.codec.compressed import (CompressedStream, decode_compressed, encode_compressed,
                                      open_compressed)
from fer_ros.codec.decode import decode_image, open_image
from fer_ros.codec.encode import encode_image
from fer_ros.codec.layouts import ENCODINGS
from fer_ros.codec.lazy_image import as_lazy_image, LazyImage
from fer_ros.codec.sixteen_bits import to_8bit

__all__ = ['ENCODINGS', 'CompressedStream', 'LazyImage', 'as_lazy_image', 'decode_compressed',
           'decode_image', 'encode_compressed', 'encode_image', 'open_compressed', 'open_image',
           'to_8bit']
