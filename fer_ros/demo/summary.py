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

"""Plots a recording: annotated images, the emotions over time, and the latency."""

from __future__ import annotations

from pathlib import Path

from fer_ros.demo.recorder import Recording
from fer_ros.drawing.palette import COLORS
from fer_ros.values.labels import LABELS
import numpy as np

COLUMNS = 3


def write_summary(recording: Recording, path: Path) -> None:
    """Write the plot as PNG; the recording must have at least one frame."""
    import matplotlib
    matplotlib.use('Agg')
    from matplotlib import pyplot

    start = recording.records[0]['stamp']
    figure = pyplot.figure(figsize=(12, 11), layout='constrained')
    figure.suptitle(_title(recording))
    image_axes, time_axes, latency_axes = _axes(figure)
    chosen = np.linspace(0, len(recording.samples) - 1, len(image_axes)).round().astype(int)
    for axes in image_axes:
        axes.axis('off')
    for axes, index in zip(image_axes, dict.fromkeys(chosen.tolist()) if recording.samples else (),
                           strict=False):
        stamp, image = recording.samples[index]
        axes.imshow(image[..., ::-1])
        axes.set_title(f'{stamp - start:.1f} s', fontsize=9)
    _draw_emotions(time_axes, recording, start)
    latency_axes.plot([record['stamp'] - start for record in recording.records],
                      1000 * np.array(recording.latencies), '.', markersize=3, color='#4477aa')
    latency_axes.set(ylabel='image to emotions, ms', xlabel='time, s', ylim=(0, None))
    latency_axes.grid(alpha=0.3)
    figure.savefig(path, dpi=80)
    pyplot.close(figure)


def _title(recording: Recording) -> str:
    last = recording.records[-1]
    return (f'fer_ros demo: detector {last["detector"]}, model {last["model"]}; '
            f'{len(recording.records)} frames, {recording.with_face} with a face; median latency '
            f'{1000 * np.median(recording.latencies):.1f} ms')


def _axes(figure):
    """Return axes for six images, and two below them that share the time axis."""
    grid = figure.add_gridspec(4, COLUMNS, height_ratios=(2, 2, 2, 1))
    image_axes = [figure.add_subplot(grid[row, column])
                  for row in range(2) for column in range(COLUMNS)]
    time_axes = figure.add_subplot(grid[2, :])
    return image_axes, time_axes, figure.add_subplot(grid[3, :], sharex=time_axes)


def _draw_emotions(axes, recording: Recording, start: float) -> None:
    """Stack the probabilities of the largest face, with gaps without a face."""
    times = np.array([record['stamp'] - start for record in recording.records])
    shown = [dict(zip(record['labels'], record['emotions'][0]['probabilities'], strict=True))
             if record['emotions'] else {} for record in recording.records]
    values = np.array([[by_label.get(label, 0.0) for label in LABELS] for by_label in shown])
    colors = [tuple(channel / 255 for channel in reversed(COLORS[label])) for label in LABELS]
    axes.stackplot(times, values.T, labels=LABELS, colors=colors, step='mid')
    axes.set(ylabel='probability (largest face)', ylim=(0, 1), xlim=(times[0], times[-1] + 1e-3))
    # In the order of the stack; the argument `reverse` needs matplotlib 3.7.
    handles, labels = axes.get_legend_handles_labels()
    axes.legend(handles[::-1], labels[::-1], loc='center left', bbox_to_anchor=(1.0, 0.5),
                fontsize=9)
