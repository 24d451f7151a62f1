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

"""Matplotlib figures, without a screen or global state."""

from __future__ import annotations

from collections.abc import Sequence
import io

import numpy as np


def new_figure(width: float, height: float):
    """Return an empty figure; width and height are in inches."""
    from matplotlib.figure import Figure

    return Figure((width, height), layout='constrained')


def figure_png(figure) -> bytes:
    """Return a figure as a PNG picture."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format='png', dpi=110)
    return buffer.getvalue()


def face_grid(faces: Sequence[np.ndarray], titles: Sequence[str], columns: int):
    """
    Return a figure of faces, each with a title.

    :param faces: (height, width) uint8
    """
    rows = max(-(-len(faces) // columns), 1)
    figure = new_figure(1.25 * columns, 1.6 * rows)
    all_axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes in all_axes:
        axes.axis('off')
    for axes, face, title in zip(all_axes, faces, titles, strict=False):
        axes.imshow(face, cmap='gray', vmin=0, vmax=255)
        axes.set_title(title, fontsize=8)
    return figure
