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

"""Coloured bars as HTML: labels over time, and shares of labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from fer_ros.drawing.palette import color_of
from fer_ros.outputs.face_log import Interval
from fer_ros.values.labels import LABELS, UNKNOWN

ALL_LABELS = (*LABELS, UNKNOWN)
STYLE = """
svg.bar { width: 100%; height: 1.6rem; display: block; background: #8882;
          border: 1px solid #8886; box-sizing: border-box; }
.axis { display: flex; justify-content: space-between; color: GrayText; font-size: .8rem; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: .5rem 0; }
.legend i { display: inline-block; width: .9rem; height: .9rem; margin-right: .3rem;
            vertical-align: -.1rem; border: 1px solid #8886; }
svg.bar, .legend i { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
"""
# A bar has at most this many parts; shorter intervals of a face with more are left out.
MAX_PARTS = 400
_TICKS = 5


def css_color(label: str) -> str:
    """Return the colour of a label for CSS."""
    blue, green, red = color_of(label)
    return f'#{red:02x}{green:02x}{blue:02x}'


def legend() -> str:
    """Return the names of all labels with their colours."""
    return '<div class="legend">' + ''.join(
        f'<span><i style="background:{css_color(label)}"></i>{label}</span>'
        for label in ALL_LABELS) + '</div>'


def time_bar(intervals: Sequence[Interval], start_s: float, end_s: float, title: str) -> str:
    """
    Return the intervals of a face as a bar from `start_s` to `end_s`.

    :param title: what the bar shows, for readers who cannot see it
    """
    span = max(end_s - start_s, 1e-9)
    shown = sorted(intervals, key=lambda interval: interval.start_s - interval.end_s)[:MAX_PARTS]
    parts = (_part((interval.start_s - start_s) / span,
                   max(interval.end_s - interval.start_s, 0.0) / span, interval.label,
                   f'{interval.start_s:.2f} to {interval.end_s:.2f} s: {interval.label} '
                   f'{interval.confidence:.0%}') for interval in shown)
    return _bar(parts, title)


def share_bar(counts: Mapping[str, int], title: str) -> str:
    """Return the shares of the labels as one bar; an empty one if nothing was counted."""
    total, left, parts = sum(counts.values()), 0.0, []
    for label in ALL_LABELS:
        if counts.get(label):
            share = counts[label] / total
            parts.append(_part(left, share, label, f'{label} {share:.1%}'))
            left += share
    return _bar(parts, title)


def axis(start_s: float, end_s: float) -> str:
    """Return the times below a bar."""
    step = (end_s - start_s) / (_TICKS - 1)
    return '<div class="axis">' + ''.join(
        f'<span>{time_text(start_s + number * step)}</span>' for number in range(_TICKS)
    ) + '</div>'


def time_text(seconds: float) -> str:
    """Return a time as `12.3 s`, or from a minute on as `1:02` or `1:02:03`."""
    if seconds < 60:
        return f'{seconds:.1f} s'
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f'{hours}:{minutes:02}:{rest:02}' if hours else f'{minutes}:{rest:02}'


def _bar(parts: Iterable[str], title: str) -> str:
    return ('<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" '
            f'aria-label="{escape(title)}">{"".join(parts)}</svg>')


def _part(start: float, share: float, label: str, title: str) -> str:
    # At least half a pixel of a narrow page, so that a single frame is seen
    return (f'<rect x="{1000 * start:.2f}" y="0" width="{max(1000 * share, 1.2):.2f}" height="10" '
            f'fill="{css_color(label)}"><title>{escape(title)}</title></rect>')
