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

"""`fer_ros benchmark end_to_end`: accuracy on faces that the detector must detect first."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from fer_ros.cli.argument_types import number, whole_number
from fer_ros.cli.data_options import add_data_option, add_split_option, data_from
from fer_ros.cli.output_folder import writing_to


def add_parser(subparsers) -> None:
    """Add the measurement."""
    parser = subparsers.add_parser(
        'end_to_end', help='accuracy on faces that are found in scenes',
        description='Paste faces of a split into scenes of 640x480 pixels at sizes from 30 to '
                    '200 pixels, blurred, dark, tilted and covered; let the detector find them, '
                    'crop them as the node does, and classify them. Beside it the accuracy on '
                    'the same faces, cropped perfectly.',
        epilog='Example: fer_ros benchmark end_to_end --data fer2013.csv --out card.json')
    parser.add_argument('--model', default='default', metavar='M',
                        help='a name that `fer_ros models` lists, or a model file')
    parser.add_argument('--backend', default='',
                        help='what runs the model (default: what its file needs)')
    parser.add_argument('--detector', default='auto', metavar='NAME',
                        help='yunet, haar or auto (default: auto)')
    parser.add_argument('--detection-width', type=whole_number(0, 7680), default=320,
                        metavar='N', help='width of the copy of the scene that is searched; 0 is '
                                          'the whole scene (default: %(default)s)')
    parser.add_argument('--detection-threshold', type=number(0.0, 1.0), default=0.6, metavar='T',
                        help='minimum detection score (default: %(default)s)')
    parser.add_argument('--face-margin', type=number(0.0, 1.0), default=0.0, metavar='X',
                        help='margin around the box (default: %(default)s)')
    parser.add_argument('--faces', type=whole_number(1), default=500, metavar='N',
                        help='faces for each condition (default: %(default)s)')
    add_data_option(parser)
    add_split_option(parser)
    parser.add_argument('--out', type=Path, metavar='FILE', help='write the table as JSON, too')
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure and print the table."""
    from fer_ros.detectors import DETECTORS
    from fer_ros.training.evaluate.end_to_end import end_to_end, EndToEnd
    from fer_ros.training.evaluate.models import open_model

    model = open_model(args.model, args.backend)
    detector = DETECTORS.create(args.detector)
    split = data_from(args).split(args.split)
    rows = end_to_end(detector, model, split, args.faces, EndToEnd(
        args.detection_threshold, args.detection_width, args.face_margin))
    print(f"{model.name} behind {detector.name} on {rows[0]['faces']} faces of {args.split}, "
          'scenes of 640x480 pixels')
    print(f"{'':<22}{'found':>9}{'right':>9}{'right of found':>17}{'of perfect crops':>18}")
    for row in rows:
        print(f"  {row['condition']:<20}{row['found']:9.1%}{row['right']:9.1%}"
              f"{row['right_of_found']:17.1%}{row['right_of_perfect_crops']:18.1%}")
    if args.out:
        with writing_to(args.out):
            args.out.write_text(json.dumps(
                {'model': model.name, 'detector': detector.name, 'split': args.split,
                 'detection_width': args.detection_width,
                 'detection_threshold': args.detection_threshold,
                 'face_margin': args.face_margin, 'conditions': rows}, indent=2) + '\n',
                encoding='utf-8')
    return 0
