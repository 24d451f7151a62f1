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

"""`fer_ros benchmark models`: accuracy over time a face, of several models in one run."""

from __future__ import annotations

import argparse
from functools import partial
import json
from typing import Any

from fer_ros.cli.argument_types import whole_number
from fer_ros.cli.data_options import (
    add_data_option, add_out_option, add_split_option, data_from)
from fer_ros.cli.output_folder import writing_to
from fer_ros.system import install_line

BATCHES = (1, 8)
THREADS = 1


def add_parser(subparsers) -> None:
    """Add the measurement."""
    parser = subparsers.add_parser(
        'models', help='accuracy over time a face, of several models',
        description='Measure the accuracy of models on a split, and the time that each takes for '
                    'a face alone and among eight, on one core, in one interleaved run. The time '
                    'includes the preparation of the face crops and, if the manifest says `flip`, '
                    'their mirror images. Writes models.json and the plot models.png to DIR. '
                    f"Needs: {install_line('evaluate')}",
        epilog='Example: fer_ros benchmark models --models default cnn fer --data fer2013.csv '
               '--out benchmark')
    parser.add_argument('--models', nargs='+', default=[], metavar='M',
                        help='names that `fer_ros models` lists, model files, or `fer` for the '
                             'package of that name (default: all that are listed)')
    add_data_option(parser)
    add_split_option(parser)
    add_out_option(parser)
    parser.add_argument('--rounds', type=whole_number(1, 100_000), default=100, metavar='N',
                        help='measured turns of each model (default: %(default)s)')
    parser.add_argument('--record', action='store_true',
                        help="write the times into the models' manifests")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure, print the table and draw the plot."""
    from fer_ros.benchmark.machine import machine
    from fer_ros.benchmark.timing import interleaved
    from fer_ros.training.evaluate.plots import speed_png
    from fer_ros.training.evaluate.recording import record_speed
    from fer_ros.training.requirements import REPORTS, require

    require('evaluate', *REPORTS)
    with writing_to(args.out):
        args.out.mkdir(parents=True, exist_ok=True)
    split = data_from(args).split(args.split)
    models = _opened(args.models)
    rows = [_accuracy(name, model, split) for name, model in models.items()]
    about = machine()
    timings = interleaved(_cases(models, split.faces), args.rounds)
    for row in rows:
        for size in BATCHES:
            timing = timings[f"{row['model']} {size}"]
            row[f'batch_{size}'] = {'ms_per_face': round(timing.median / size, 3),
                                    'processor_ms_per_face': round(timing.cpu / size, 3)}
    with writing_to(args.out):
        (args.out / 'models.json').write_text(json.dumps(
            {'split': args.split, 'faces': len(split), 'rounds': args.rounds, 'machine': about,
             'models': rows}, indent=1) + '\n', encoding='utf-8')
        (args.out / 'models.png').write_bytes(speed_png(rows, args.split))
    _print(rows, args.split)
    print(args.out / 'models.png')
    if args.record:
        for row in rows:
            if row['size_bytes']:
                print(record_speed(row['model'], str(about['processor']), {
                    size: row[f'batch_{size}']['ms_per_face'] for size in BATCHES}))
    return 0


def _opened(names: list[str]) -> dict[str, Any]:
    """Return classifiers by name; an error names the model that cannot be opened."""
    from fer_ros.model_store.store import list_models
    from fer_ros.training.evaluate.models import open_model

    return {name: open_model(name) for name in names or [
        listed.name for listed in list_models() if listed.model is not None]}


def _accuracy(name: str, model: Any, split: Any) -> dict[str, Any]:
    from fer_ros.model_store.store import find_model
    from fer_ros.training.evaluate.measure import classify_all
    from fer_ros.training.evaluate.metrics import classification_metrics
    from fer_ros.values.errors import FerRosError

    metrics = classification_metrics(classify_all(model, split.faces), split.classes)
    try:
        stored = find_model(name)
    except FerRosError:  # a model of another package
        size, flip = 0, False
    else:
        size, flip = stored.path.stat().st_size, stored.manifest.flip
    return {'model': name, 'accuracy': metrics['accuracy'], 'macro_f1': metrics['macro_f1'],
            'flip': flip, 'size_bytes': size}


def _cases(models: dict[str, Any], faces: Any) -> dict[str, Any]:
    """Return the calls to measure, by model and number of faces."""
    from fer_ros.benchmark.timing import Case
    from fer_ros.training.evaluate.measure import as_crops

    crops = as_crops(faces[:max(BATCHES)])
    crops = (crops * max(BATCHES))[:max(BATCHES)]
    return {f'{name} {size}': Case(partial(model.classify, crops[:size]), THREADS)
            for name, model in models.items() for size in BATCHES}


def _print(rows: list[dict[str, Any]], split: str) -> None:
    width = max(14, *(len(row['model']) + 2 for row in rows))
    print(f"{'':<{width}}{split:>12}{'macro F1':>10}{'ms a face':>11}{'among eight':>13}{'MB':>7}")
    for row in sorted(rows, key=lambda row: -row['accuracy']):
        size = f"{row['size_bytes'] / 1e6:.1f}" if row['size_bytes'] else ''
        print(f"{row['model']:<{width}}{row['accuracy']:12.1%}{row['macro_f1']:10.3f}"
              f"{row['batch_1']['ms_per_face']:11.2f}{row['batch_8']['ms_per_face']:13.2f}"
              f'{size:>7}')
