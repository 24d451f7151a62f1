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

"""The files of the page, read once: no request can name another file."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / 'static'
_TYPES = {'.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript',
          '.svg': 'image/svg+xml'}


def read_static_files() -> dict[str, tuple[bytes, str]]:
    """Return content and content type of each file of the page, by name."""
    return {path.name: (path.read_bytes(), _TYPES[path.suffix])
            for path in sorted(FOLDER.iterdir()) if path.suffix in _TYPES}
