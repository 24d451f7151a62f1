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

"""Where frames come from without ROS: photos, videos, cameras, streams, the demo."""

from fer_ros.sources.folder import count_text
from fer_ros.sources.open import open_source
from fer_ros.sources.source import Frame, Source

__all__ = ['Frame', 'Source', 'count_text', 'open_source']
