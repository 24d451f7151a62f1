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

"""`fer_ros benchmark robustness`: accuracy on shifted, blurred, dark ... faces."""

from __future__ import annotations

import argparse
import json

from fer_ros.cli.argument_types import file_path, whole_number
from fer_ros.cli.data_options import (add_data_option, add_photos_option, add_split_option,
                                      data_from)
from fer_ros.cli.output_folder import writing_to


def add_parser(subparsers) -> None:
    """Add the measurement."""
    parser = subparsers.add_parser(
        'robustness', help='accuracy on shifted, blurred, dark ... faces',
        description='Measure the accuracy of a model on the faces of a split, and on the same '
                    'faces with the changes that bad cameras and inaccurate detectors cause.',
        epilog='Examples: fer_ros benchmark robustness --data fer2013.csv; '
               'fer_ros benchmark robustness --data fer2013.csv --visibility 300')
    parser.add_argument('--model', default='default', metavar='M',
                        help='a name that `fer_ros models` lists, or a model file')
    parser.add_argument('--backend', default='',
                        help='what runs the model (default: what its file needs)')
    add_data_option(parser)
    add_split_option(parser)
    parser.add_argument('--visibility', type=whole_number(1), default=0, metavar='N',
                        help='instead, show how many of N faces of the split, and of the faces in '
                             'photos, the whole pipeline finds, calls unknown and gets right as '
                             'they are blurred, covered and cut by the border')
    add_photos_option(parser)
    parser.add_argument('--out', type=file_path, metavar='FILE',
                        help='write the table as JSON, too')
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure and print the table."""
    if args.visibility:
        from fer_ros.cli.benchmark.visibility_tables import run_visibility

        return run_visibility(args)
    from fer_ros.training.evaluate.models import open_model
    from fer_ros.training.evaluate.robustness import robustness

    model = open_model(args.model, args.backend)
    split = data_from(args).split(args.split)
    result = robustness(model, split)
    clean = result['clean']
    print(f'{model.name} on {len(split)} faces of {args.split}')
    for name, accuracy in result.items():
        print(f'  {name:<30} {accuracy:7.2%}  {100 * (accuracy - clean):+6.2f} points')
    if args.out:
        with writing_to(args.out):
            args.out.write_text(json.dumps({'model': model.name, 'split': args.split,
                                            'faces': len(split), 'accuracy': result},
                                           indent=2) + '\n', encoding='utf-8')
    return 0
