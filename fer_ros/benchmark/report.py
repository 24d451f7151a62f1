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

"""The tables and ratios of a speed benchmark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fer_ros.benchmark.frames import SIZES
from fer_ros.benchmark.speed import BATCHES, ENCODINGS, FACES
from fer_ros.benchmark.timing import Timing

Timings = Mapping[str, Timing]

_FORMS = (*ENCODINGS, 'jpeg')
_WHOLE = [f'pipeline {detector}{threads}' for detector in ('yunet', 'haar')
          for threads in ('', ', all cores')]


def ratios(timings: Timings, of: str = 'median') -> dict[str, float]:
    """
    Return ratios of the cases that were measured.

    :param of: `median` for the elapsed time, or `cpu` for the processor time
    """
    def median(name: str) -> float:
        return getattr(timings[name], of)

    def further(first: str, last: str, count: int) -> float:
        return (median(last) - median(first)) / (count - 1)

    result = {'pipeline / (detector + classifier)':
              median('pipeline 1 faces') / (median('detect') + median('classify 1'))}
    for count in FACES[2:]:
        result[f'each further face of {count} / of the classifier alone'] = (
            further('pipeline 1 faces', f'pipeline {count} faces', count)
            / further('classify 1', f'classify {count}', count))
    for kind in ('', *(f'{encoding} ' for encoding in _FORMS[1:])):
        for size in list(SIZES)[1:]:
            result[f'pipeline {kind}{size} / 480p'] = (
                median(f'pipeline {kind}{size}') / median(f'pipeline {kind}480p'))
    for peer in ('deepface', 'fer'):
        for ours in _WHOLE:
            if peer not in timings or ours not in timings:
                continue
            result[f'{peer} / {ours}'] = median(peer) / median(ours)
            if of == 'median':
                # Faces are not detected in every frame here, so a median would be misleading.
                result[f'{peer} / {ours}, defaults (means)'] = (
                    timings[peer].mean / timings[f'{ours}, defaults'].mean)
    return result


def markdown(result: Mapping[str, Any], timings: Timings) -> str:
    """Return the report: milliseconds as median (10th to 90th percentile)."""
    about, found = result['machine'], result['faces_found']
    lines = ['# fer_ros benchmark', '', result['method'], '',
             f"{about['date']}, {about['processor']}, {about['cores']} cores (load "
             f"{about['load']}), {about['system']}, Python {about['python']}, "
             + ', '.join(f'{name} {version}' for name, version in about['versions'].items()), '']
    lines += [f'- {name}: {text}' for name, text in result['notes'].items()]
    lines += ['', '## Stages', '', *table(
        ('ms', *SIZES), [(kind, *(_cell(timings, f'{kind} {size}') for size in SIZES))
                         for kind in (*(f'decode {one}' for one in _FORMS), 'draw',
                                      'encode bgr8', 'encode jpeg')])]
    lines += ['', *table(('ms', *map(str, FACES)), [
        ('track, faces', *(_cell(timings, f'track {count}') for count in FACES)),
        ('classify, faces', '', *(_cell(timings, f'classify {count}') for count in BATCHES))])]
    lines += ['', f"detect (640x480 searched at 320): {_cell(timings, 'detect')} ms"]
    lines += ['', '## End to end: a frame in, smoothed emotions out', '', *table(
        ('faces in 640x480', 'ms, every frame searched', 'found', 'ms, defaults at 30 Hz, mean'),
        [(str(count), _cell(timings, f'pipeline {count} faces'),
          str(found[f'pipeline {count} faces']),
          f"{timings[f'pipeline {count} faces, defaults'].mean:.2f}") for count in FACES])]
    lines += ['', *table(('ms, one face', *SIZES), [
        (kind, *(_cell(timings, f'pipeline {name}{size}') for size in SIZES))
        for kind, name in (('bgr8', ''), *((one, f'{one} ') for one in _FORMS[1:]))])]
    models = _models(timings)
    lines += ['', *table(('ms, 640x480, one face', *models), [
        (detector, *(_cell(timings, f'pipeline {detector} {model}') for model in models))
        for detector in ('yunet', 'haar')])]
    peers = [name for name in ('deepface', 'fer') if name in timings]
    whole = [name for one in _WHOLE for name in (one, f'{one}, defaults') if name in timings]
    if peers:
        lines += ['', '## Peers, on the frame with one face', '', *table(
            ('', 'ms', 'processor ms', 'mean ms'),
            [(name, _cell(timings, name), f'{timings[name].cpu:.2f}',
              f'{timings[name].mean:.2f}') for name in (*peers, *whole)])]
    by_cpu = result['ratios_cpu']
    lines += ['', '## Ratios of medians', '', *table(
        ('', 'time', 'processor time'),
        [(name, f'{value:.2f}', f'{by_cpu[name]:.2f}' if name in by_cpu else '')
         for name, value in result['ratios'].items()])]
    if result.get('messages'):
        lines += ['', '## Messages in, messages out', '', *_messages(result['messages'])]
    return '\n'.join(lines) + '\n'


def _messages(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    names = ('middleware', 'size', 'lost', 'node', 'echo', 'inside', 'pipeline', 'node - pipeline',
             'inside - pipeline', 'node - echo - pipeline')
    return table(names, [tuple(
        f'{row[name]:.2f}' if isinstance(row[name], float) else str(row[name])
        for name in names) for row in rows])


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a table in Markdown."""
    return [f"| {' | '.join(head)} |", '|' + '---|' * len(head),
            *(f"| {' | '.join(row)} |" for row in rows)]


def _cell(timings: Timings, name: str) -> str:
    if name not in timings:
        return 'not measured'
    one = timings[name]
    return f'{one.median:.2f} ({one.p10:.2f} to {one.p90:.2f})'


def _models(timings: Timings) -> list[str]:
    start = 'classify 1 with '
    return [name.removeprefix(start) for name in timings if name.startswith(start)]
