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

"""`fer_ros evaluate`: measures a model."""

from __future__ import annotations

import argparse
import sys

from fer_ros.cli.argument_types import file_path
from fer_ros.cli.data_options import (
    add_data_option, add_out_option, add_split_option, add_votes_option, data_from)
from fer_ros.cli.output_folder import writing_to
from fer_ros.system import install_line


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'evaluate', help='measure emotion models on a split of FER2013, or a recording',
        description='Write metrics.json, PNG plots and index.html to DIR. With --recording, '
                    'compare the labels of a recording with the intervals that a human coder has '
                    f"labelled. Needs what the models' backends need, and: "
                    f"{install_line('evaluate')}",
        epilog='Example: fer_ros evaluate --model default --data fer2013.csv --split PublicTest '
               '--out evaluation --compare cnn mobilenet_v2')
    parser.add_argument('--model', default='default', metavar='M',
                        help='a name that `fer_ros models` lists, `default`, a model file, '
                             '`deepface`, or `fer` (the package of that name)')
    parser.add_argument('--backend', default='',
                        help='what runs the model (default: what its file needs)')
    add_data_option(parser, required=False)
    add_votes_option(parser)
    add_split_option(parser)
    add_out_option(parser)
    parser.add_argument('--compare', nargs='+', default=[], metavar='M',
                        help='models to put beside it')
    parser.add_argument('--ensemble', action='store_true',
                        help='measure the ensemble of these models, too, and the ensembles '
                             'without one of them')
    parser.add_argument('--record', action='store_true',
                        help="write accuracy, macro F1 and recall into the model's manifest")
    group = parser.add_argument_group('recordings')
    group.add_argument('--recording', type=file_path, metavar='RESULTS',
                       help='instead of --data: the results of `fer_ros bag` or `run`, a folder '
                            'or an emotions.csv')
    group.add_argument('--labels', type=file_path, metavar='CSV',
                       help='the intervals of the coder, with the columns start, end, label and, '
                            'if it has one, face; without it, the largest face counts')
    group.add_argument('--bag', default='', help='the recording, if there are several')
    group.add_argument('--topic', default='', help='the camera, if there are several')
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure, and write the report."""
    from fer_ros.values.errors import FerRosError

    if bool(args.data) == bool(args.recording) or bool(args.recording) != bool(args.labels):
        raise FerRosError('evaluate needs either --data, or --recording and --labels')
    return _evaluate_recording(args) if args.recording else _evaluate_models(args)


def _evaluate_recording(args: argparse.Namespace) -> int:
    from fer_ros.recordings.agreement.report import agreement_table, evaluate_recording
    from fer_ros.training.requirements import REPORTS, require

    require('evaluate', *REPORTS)
    with writing_to(args.out):
        args.out.mkdir(parents=True, exist_ok=True)
        metrics = evaluate_recording(args.recording, args.labels, args.out, bag=args.bag,
                                     topic=args.topic)
    headers, rows = agreement_table(metrics)
    for row in (headers, *rows):
        print(''.join(f'{cell!s:<15}' for cell in row).rstrip())
    print(args.out / 'index.html')
    return 0


def _evaluate_models(args: argparse.Namespace) -> int:
    """Measure models on a data set."""
    from fer_ros.model_store.store import find_model
    from fer_ros.training.data.selection import copied_faces
    from fer_ros.training.evaluate.ensemble import ensemble_results
    from fer_ros.training.evaluate.measure import measure
    from fer_ros.training.evaluate.models import open_model
    from fer_ros.training.evaluate.recording import record_metrics
    from fer_ros.training.evaluate.report import comparison_table, write_report
    from fer_ros.training.requirements import REPORTS, require
    from fer_ros.values.errors import FerRosError

    require('evaluate', *REPORTS)
    model = open_model(args.model, args.backend)
    if args.record:
        find_model(args.model)  # fails early if there is no manifest to write
    data = data_from(args)
    print(data.report())
    split = data.split(args.split)
    with writing_to(args.out):
        args.out.mkdir(parents=True, exist_ok=True)
    copied = copied_faces(data, args.split)
    results, failed = [measure(model, split, copied)], False
    for name in args.compare:
        try:
            results.append(measure(open_model(name), split, copied))
        except FerRosError as error:
            # The figures of the other models are kept.
            print(f"fer_ros: error: '{name}': {error}", file=sys.stderr)
            failed = True
    if args.ensemble:
        results += ensemble_results(results, split, copied)
    with writing_to(args.out):
        write_report(results, split, args.split, args.data.name, args.out)
    headers, rows = comparison_table(results)
    # Names of public models are long.
    first = max(20, *(len(row[0]) + 2 for row in rows))
    for row in (headers, *rows):
        print(''.join(f'{cell!s:<{width}}' for cell, width in zip(
            row, (first, 10, 10, 8, 10), strict=False)))
    print(args.out / 'index.html')
    if args.record:
        print(record_metrics(args.model, args.split, results[0].metrics))
    return 1 if failed else 0
