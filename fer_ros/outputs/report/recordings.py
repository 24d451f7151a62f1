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

"""`report.html`: the faces of recordings over time, on one page that contains its pictures."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape

from fer_ros.outputs.face_log import CameraLog, FaceHistory
from fer_ros.outputs.report.thumbnails import MAX_FACES, SIDE, Thumbnail, Thumbnails
from fer_ros.outputs.report.timeline import (ALL_LABELS, axis, legend, share_bar, STYLE, time_bar,
                                             time_text)
from fer_ros.page import Page

NAME = 'report.html'
_STYLE = STYLE + f"""
.face {{ display: grid; grid-template-columns: 9rem 1fr; gap: .2rem 1rem; margin: 1rem 0;
        grid-template-rows: auto 1fr; break-inside: avoid; }}
.face p {{ grid-row: span 2; margin: 0; font-size: .85rem; color: GrayText; }}
.face b {{ color: CanvasText; font-size: 1rem; }}
.thumbs {{ grid-column: 2; display: flex; flex-wrap: wrap; gap: .4rem; }}
.thumbs figure {{ margin: 0; width: {SIDE}px; font-size: .75rem; line-height: 1.2; }}
.thumbs img {{ width: {SIDE}px; height: {SIDE}px; display: block; }}
h2, h3 {{ break-after: avoid; overflow-wrap: anywhere; }}
li {{ overflow-wrap: anywhere; }}
@media (max-width: 40rem) {{
  .face {{ display: block; }}
  .thumbs {{ margin-top: .2rem; }}
}}
@media print {{ body {{ margin: 0; max-width: none; font-size: 11px; }} }}
"""


def report_page(title: str, cameras: Sequence[CameraLog], thumbnails: Thumbnails,
                notes: Sequence[str], made_by: str) -> str:
    """
    Return the page.

    :param notes: what was left out and why, a sentence each
    :param made_by: how the results were made, a sentence
    """
    page = Page(title, _STYLE)
    frames, with_face = (sum(getattr(camera, name) for camera in cameras)
                         for name in ('frames', 'with_face'))
    faces = sum(len(camera.faces) for camera in cameras)
    page.text(f'{frames} frames, {with_face} of them with a face; {faces} '
              f'{"face" if faces == 1 else "faces"}. A face that was lost for long counts again '
              f'when it returns. {made_by}')
    page.text('The labels say what a face looks like, not what a person feels.')
    _skipped(page, notes)
    page.html(legend())
    for camera in cameras:
        _camera(page, camera, thumbnails)
    return page.document()


def _skipped(page: Page, notes: Sequence[str]) -> None:
    if notes:
        page.heading('Left out')
        page.html('<ul>' + ''.join(f'<li>{escape(note)}</li>' for note in notes) + '</ul>')


def _camera(page: Page, camera: CameraLog, thumbnails: Thumbnails) -> None:
    page.heading(' '.join(filter(None, (camera.bag, camera.topic))))
    page.text(f'{time_text(camera.start_s)} to {time_text(camera.end_s)}: {camera.frames} frames, '
              f'{camera.with_face} with a face.')
    labels = camera.labels
    if not labels:
        return
    total = sum(labels.values())
    page.html(share_bar(labels, 'Shares of the labels'))
    page.table(('', *(label for label in ALL_LABELS if labels[label])),
               [('share of all faces in all frames',
                 *(f'{labels[label] / total:.1%}' for label in ALL_LABELS if labels[label]))])
    shown = sorted(camera.faces.values(), key=lambda face: -face.frames)[:MAX_FACES]
    # In the order in which they appear
    for face in sorted(shown, key=lambda face: face.intervals[0].start_s):
        page.html(_face(camera, face, thumbnails))
    if len(shown) < len(camera.faces):
        page.text(f'{len(camera.faces) - len(shown)} faces that were seen in fewer frames are in '
                  'faces.csv and intervals.csv only.')


def _face(camera: CameraLog, face: FaceHistory, thumbnails: Thumbnails) -> str:
    common, count = face.labels.most_common(1)[0]
    quality = '' if face.quality is None else f', quality {face.quality:.2f}'
    pictures = thumbnails.of(camera.bag, camera.topic, face.face_id)
    return (f'<div class="face"><p><b>{escape(face.face_id)}</b><br>{common} '
            f'{count / face.frames:.0%} of {face.frames} frames, {face.changes} '
            f'label {"change" if face.changes == 1 else "changes"}{quality}</p><div>'
            + time_bar(face.intervals, camera.start_s, camera.end_s,
                       f'Labels of {face.face_id} over time')
            + axis(camera.start_s, camera.end_s) + '</div><div class="thumbs">'
            + ''.join(map(_figure, pictures)) + '</div></div>')


def _figure(thumbnail: Thumbnail) -> str:
    data = base64.b64encode(thumbnail.jpeg).decode()
    return (f'<figure><img src="data:image/jpeg;base64,{data}" alt="">'
            f'<figcaption>{thumbnail.label} {thumbnail.confidence:.0%}<br>'
            f'{time_text(thumbnail.time_s)}</figcaption></figure>')
