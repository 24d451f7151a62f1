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

"""`index.html`: all recordings side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from fer_ros.outputs.report.timeline import ALL_LABELS, legend, share_bar, STYLE, time_text
from fer_ros.page import Page

# A page with more is slow; summary.csv has all.
MAX_ROWS = 5_000
_SCALE = 10_000  # of the shares, which the rows hold with four places
_STYLE = STYLE + """
table.recordings { display: table; width: 100%; }
table.recordings td { vertical-align: middle; overflow-wrap: anywhere; }
table.recordings th:nth-child(2) { text-align: left; }
table.recordings td.bar { width: 40%; min-width: 6rem; }
table.recordings tr { break-inside: avoid; }
@media (max-width: 40rem) {
  table.recordings th:nth-child(n+4), table.recordings td:nth-child(n+4) { display: none; }
  table.recordings th, table.recordings td { padding: .25rem .3rem; }
}
@media print { body { margin: 0; max-width: none; font-size: 11px; } }
"""


def index_page(rows: Sequence[Mapping[str, Any]], failed: Sequence[Mapping[str, Any]],
               links: Mapping[str, str]) -> str:
    """
    Return the page.

    :param rows: of the summary, one for each recording with results
    :param failed: the recordings with no results, or not all of them, with `problem`
    :param links: the report of each recording
    """
    page = Page('Emotions in recordings', _STYLE)
    frames, with_face, seconds = (sum(row[name] for row in rows) for name in (
        'frames', 'frames_with_face', 'duration_s'))
    page.text(f'{len(rows)} recordings of {time_text(seconds)} together: {frames} frames, '
              f'{with_face} of them with a face.')
    page.text('The labels say what a face looks like, not what a person feels.')
    if failed:
        page.heading('Failed, or read in part')
        page.html('<ul>' + ''.join(f"<li><b>{escape(row['bag'])}</b> ({row['status']}): "
                                   f"{escape(row['problem'])}</li>" for row in failed[:MAX_ROWS])
                  + '</ul>')
    page.heading('Recordings')
    page.html(legend())
    heads = ('recording', 'labels', 'faces', 'time', 'frames', 'with a face')
    page.html('<table class="recordings"><tr>' + ''.join(f'<th>{head}</th>' for head in heads)
              + '</tr>' + '\n'.join(_row(row, links) for row in rows[:MAX_ROWS]) + '</table>')
    if len(rows) > MAX_ROWS:
        page.text(f'{len(rows) - MAX_ROWS} more recordings are in summary.csv.')
    return page.document()


def _row(row: Mapping[str, Any], links: Mapping[str, str]) -> str:
    counts = {label: round(_SCALE * (row[f'{label}_share'] or 0)) for label in ALL_LABELS}
    name = escape(row['bag'])
    cells = (row['faces'], time_text(row['duration_s']), row['frames'], row['frames_with_face'])
    bar = share_bar(counts, f"Shares of the labels in {row['bag']}")
    return (f"<tr><td><a href=\"{quote(links[row['bag']])}\">{name}</a></td>"
            f'<td class="bar">{bar}</td>'
            + ''.join(f'<td>{cell}</td>' for cell in cells) + '</tr>')
