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

"""The manifest of an emotion model: the JSON file beside the model file."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
import json
import math
from pathlib import Path
import re
from typing import Any

from fer_ros.model_store.checks import Entries
from fer_ros.model_store.file_kinds import SUFFIXES
from fer_ros.system import read_at_most, write_whole
from fer_ros.values.affect import AFFECTS
from fer_ros.values.errors import ModelError
from fer_ros.values.labels import canonical_label, LABELS

COLORS = ('gray', 'rgb', 'bgr')
LAYOUTS = ('NHWC', 'NCHW')
# Scores are independent of each other, each 0..1: they are scaled to sum to 1.
OUTPUTS = ('probabilities', 'logits', 'scores')
METRICS = ('accuracy', 'macro_f1')
MAX_SIDE = 1024
# Beyond this range all probabilities would be nearly 0 or 1, or nearly equal.
TEMPERATURES = 0.05, 20.0
FACTORS = 0.01, 100.0
# Maximum size of the file in bytes, and maximum nesting of its tables
MAX_SIZE, MAX_DEPTH = 1 << 20, 32
# Used in topic content, file names and on the command line.
# Many public models begin with an underscore, as in _mini_XCEPTION.
_NAME = re.compile(r'[A-Za-z0-9_][A-Za-z0-9._-]*')


@dataclass(frozen=True)
class InputSpec:
    """
    The input of a model.

    A pixel p (0..255) of a channel becomes `(p * scale - mean) / std`; `mean` and `std` have a
    number for each channel in the order of `color`. `width` and `height` are in pixels. `margin`
    is the space around the face box on each side in the training images, as a fraction of the
    box's longer side.
    """

    width: int
    height: int
    color: str
    scale: float
    mean: tuple[float, ...]
    std: tuple[float, ...]
    layout: str
    margin: float

    @property
    def channels(self) -> int:
        """Return the number of colour channels, 1 or 3."""
        return 1 if self.color == 'gray' else 3


@dataclass(frozen=True)
class Manifest:
    """
    What is needed to use a model, and its origin.

    `name` is the manifest's own file name without `.json`; `file` is the model file in the same
    folder. `labels` are the model's classes in the model's order: canonical labels, and None for
    a class that has none. `training` has any content; `metrics` holds, for each split,
    `accuracy`, `macro_f1` and optionally `recall` by canonical label, all 0..1. The rest is
    optional: `performance` has any content, `weaknesses` are sentences, `affect` names the
    published mapping from probabilities to valence and arousal, `temperature` divides the logits
    so that the probabilities are calibrated (Guo et al. 2017, arXiv:1706.04599), `calibration`,
    with any content, says how the temperature was found, and `flip` says that a face's
    probabilities are the mean over the face and its mirror image. `class_factors` multiply the
    probabilities of canonical labels (default 1) before these are scaled to sum to 1. With
    factors above 1, rare classes are predicted more often (logit adjustment, Menon et al. 2021,
    arXiv:2007.07314).
    """

    name: str
    file: str
    sha256: str
    description: str
    licence: str
    input: InputSpec  # noqa: A003
    output: str
    labels: tuple[str | None, ...]
    training: dict[str, Any]
    metrics: dict[str, dict[str, Any]]
    performance: dict[str, Any] = field(default_factory=dict)
    weaknesses: tuple[str, ...] = ()
    affect: str = ''
    temperature: float = 1.0
    calibration: dict[str, Any] = field(default_factory=dict)
    flip: bool = False
    class_factors: dict[str, float] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, data: Any, where: str = 'manifest') -> Manifest:
        """
        Check `data`, the content of a JSON file, and return the manifest.

        :raises ModelError: that names `where` and the entry, its value and what is allowed.
        """
        optional = ('performance', 'weaknesses', 'affect', 'temperature', 'calibration',
                    'flip', 'class_factors')
        top = Entries(data, where, (spec.name for spec in fields(cls)
                                    if spec.name not in optional), optional=optional)
        name = top.text('name')
        if not _NAME.fullmatch(name):
            raise top.error('name', 'of letters, digits, dots, dashes and underscores, such as '
                                    f"'{plain_name(name)}'")
        file = top.text('file')
        if not _NAME.fullmatch(file) or not file.endswith(SUFFIXES):
            raise top.error('file', f"the plain name of a file ({', '.join(SUFFIXES)}) in the "
                                    'same folder')
        if not re.fullmatch('[0-9a-f]{64}', top.text('sha256')):
            raise top.error('sha256', '64 hexadecimal digits in lower case')
        return cls(name, file, top.raw('sha256'), top.text('description'), top.text('licence'),
                   _input(top.raw('input'), f'{where}: input'), top.choice('output', OUTPUTS),
                   _labels(top), top.table('training'), _metrics(top, where),
                   top.table('performance') if 'performance' in top else {},
                   top.texts('weaknesses') if 'weaknesses' in top else (),
                   top.choice('affect', ('', *AFFECTS)) if 'affect' in top else '',
                   top.number('temperature', *TEMPERATURES) if 'temperature' in top else 1.0,
                   top.table('calibration') if 'calibration' in top else {},
                   top.truth('flip') if 'flip' in top else False,
                   _class_factors(top, where) if 'class_factors' in top else {})

    def to_dict(self) -> dict[str, Any]:
        """Return the content as a dictionary for JSON."""
        return json.loads(json.dumps(asdict(self), allow_nan=False))


def plain_name(text: str) -> str:
    """
    Return a name for a model with invalid characters replaced.

    >>> plain_name('model (1)')
    'model-1'
    """
    return re.sub('[^A-Za-z0-9._-]+', '-', text).strip('-.') or 'model'


def load_manifest(path: Path) -> Manifest:
    """
    Read and check a manifest.

    :raises ModelError: if it is missing, not JSON or invalid, or its `name` is not the file's.
    """
    try:
        content = read_at_most(path, MAX_SIZE)
    except OSError as error:
        raise ModelError(f'cannot read the manifest {path}: {error.strerror}') from error
    manifest = parse_manifest(content, str(path))
    if manifest.name != path.stem:
        raise ModelError(f"{path}: name must be the file's own, '{path.stem}', "
                         f"but is '{manifest.name}'")
    return manifest


def parse_manifest(content: bytes, where: str) -> Manifest:
    """
    Return the manifest in a file's content.

    :raises ModelError: that names `where`, if it is not JSON or invalid
    """
    try:
        data = json.loads(content.decode(), parse_float=_finite, parse_constant=_finite)
        if _depth(data) > MAX_DEPTH:
            raise ValueError(f'it is nested more than {MAX_DEPTH} deep')
    # Thousands of nested brackets end in a RecursionError.
    except (ValueError, RecursionError) as error:
        raise ModelError(f'{where} is not valid JSON: {error}') from error
    return Manifest.from_dict(data, where)


def save_manifest(manifest: Manifest, folder: Path) -> Path:
    """
    Check `manifest`, write it to `<folder>/<name>.json` and return that path.

    :raises ModelError: if the manifest is invalid.
    """
    try:
        content = manifest.to_dict()
    except (TypeError, ValueError) as error:
        raise ModelError(f"the manifest of '{manifest.name}' does not go into JSON: "
                         f'{error}') from error
    Manifest.from_dict(content)
    path = folder / f'{manifest.name}.json'
    write_whole(path, (json.dumps(content, indent=2) + '\n').encode(),
                path.with_name(f'{path.name}.part'))
    return path


def _finite(text: str) -> float:
    """Return a number; NaN and numbers that are too large for a float are not valid JSON."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f'{text[:40]} is not a finite number')
    return value


def _depth(data: Any) -> int:
    """Return how deep lists and tables are nested, level by level."""
    level, depth = [data], 0
    while level:
        level = [inner for outer in level if isinstance(outer, (dict, list))
                 for inner in (outer.values() if isinstance(outer, dict) else outer)]
        depth += 1
    return depth


def _input(data: Any, where: str) -> InputSpec:
    """Return the checked `input` section."""
    entries = Entries(data, where, (spec.name for spec in fields(InputSpec)))
    color = entries.choice('color', COLORS)
    channels = 1 if color == 'gray' else 3
    scale = entries.number('scale', 0.0, 1e6)
    if scale == 0.0:
        raise entries.error('scale', 'a number above 0')
    return InputSpec(
        entries.integer('width', 1, MAX_SIDE), entries.integer('height', 1, MAX_SIDE), color,
        scale, entries.numbers('mean', channels),
        entries.numbers('std', channels, positive=True),
        entries.choice('layout', LAYOUTS), entries.number('margin', 0.0, 1.0))


def _labels(entries: Entries) -> tuple[str | None, ...]:
    """Return the classes as canonical labels and None."""
    allowed = (f"a list of different labels out of {', '.join(LABELS)} (or their usual other "
               'spellings) and null for other classes, with two labels at least')
    words = entries.raw('labels')
    if not isinstance(words, (list, tuple)):
        raise entries.error('labels', allowed)
    labels: list[str | None] = []
    for word in words:
        try:
            labels.append(None if word is None else canonical_label(word))
        except ValueError as error:
            raise entries.error('labels', allowed) from error
    known = [label for label in labels if label is not None]
    if len(known) < 2 or len(set(known)) < len(known):
        raise entries.error('labels', allowed)
    return tuple(labels)


def _class_factors(entries: Entries, where: str) -> dict[str, float]:
    """Return the checked factors by canonical label."""
    factors = Entries(entries.raw('class_factors'), f'{where}: class_factors', (),
                      optional=LABELS)
    return {label: factors.number(label, *FACTORS) for label in LABELS if label in factors}


def _metrics(entries: Entries, where: str) -> dict[str, dict[str, Any]]:
    """Return the checked figures of each split."""
    result: dict[str, dict[str, Any]] = {}
    for split, figures in entries.table('metrics').items():
        place = f'{where}: metrics of {split}'
        table = Entries(figures, place, METRICS, optional=['recall'])
        result[split] = {name: table.number(name, 0.0, 1.0) for name in METRICS}
        if 'recall' in table:
            recalls = Entries(table.raw('recall'), f'{place}: recall', (), optional=LABELS)
            result[split]['recall'] = {label: recalls.number(label, 0.0, 1.0)
                                       for label in LABELS if label in recalls}
    return result
