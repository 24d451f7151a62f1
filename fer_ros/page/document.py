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

"""A self-contained HTML page."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto;
       padding: 0 1rem; }
figure { margin: 1.5rem 0; }
img { max-width: 100%; height: auto; background: white; }
figcaption { color: GrayText; }
table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; }
th, td { padding: .25rem .75rem; border-bottom: 1px solid GrayText; text-align: right; }
th:first-child, td:first-child { text-align: left; }
"""


class Page:
    """Headings, text, tables and pictures, in the order in which they are added."""

    def __init__(self, title: str, style: str = '') -> None:
        """
        Start a page.

        :param style: CSS rules that are added to those of every page
        """
        self._title, self._style = escape(title), _STYLE + style
        self._parts = [f'<h1>{self._title}</h1>']

    def html(self, part: str) -> None:
        """Add a part that is HTML already; whoever builds it escapes its texts."""
        self._parts.append(part)

    def heading(self, text: str) -> None:
        """Add a heading."""
        self._parts.append(f'<h2>{escape(text)}</h2>')

    def text(self, text: str) -> None:
        """Add a paragraph."""
        self._parts.append(f'<p>{escape(text)}</p>')

    def table(self, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Add a table; the first column holds words, the others numbers."""
        lines = [self._row('th', headers), *(self._row('td', row) for row in rows)]
        self._parts.append('<table>' + '\n'.join(lines) + '</table>')

    @staticmethod
    def _row(tag: str, cells: Iterable[object]) -> str:
        return '<tr>' + ''.join(f'<{tag}>{escape(str(cell))}</{tag}>' for cell in cells) + '</tr>'

    def picture(self, png: bytes, caption: str) -> None:
        """Add a PNG picture, embedded in the page."""
        data = base64.b64encode(png).decode()
        self._parts.append(f'<figure><img src="data:image/png;base64,{data}" '
                           f'alt="{escape(caption)}"><figcaption>{escape(caption)}</figcaption>'
                           '</figure>')

    def save(self, path: Path) -> None:
        """Write the page."""
        path.write_text(self.document(), encoding='utf-8')

    def document(self) -> str:
        """Return the page as text."""
        return ('<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
                '<meta name="viewport" content="width=device-width">'
                f'<title>{self._title}</title><style>{self._style}</style></head><body>\n'
                + '\n'.join(self._parts) + '\n</body></html>\n')
