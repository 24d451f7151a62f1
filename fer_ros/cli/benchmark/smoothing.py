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

"""`fer_ros benchmark smoothing`: how stable labels and identifiers are."""

from __future__ import annotations

import argparse
import json
from statistics import median
from typing import Any

from fer_ros.cli.argument_types import file_path, number, whole_number
from fer_ros.cli.data_options import add_data_option, data_from
from fer_ros.cli.output_folder import writing_to
from fer_ros.cli.settings_options import add_settings_options, settings_from

# A change should show within this many times smoothing_time.
IN_TIME = 1.5


def add_parser(subparsers) -> None:
    """Add the measurement."""
    parser = subparsers.add_parser(
        'smoothing', help='how stable labels and identifiers are',
        description='Measure the label changes per minute of a constant expression, the delay '
                    'until a new expression shows, and whether two faces that cross and hide keep '
                    'their identifiers. It uses simulated videos of portraits, and with --data '
                    'also of faces of FER2013, whose positions the detector is told.',
        epilog='Example: fer_ros benchmark smoothing --seconds 60 --data fer2013.csv')
    parser.add_argument('--seconds', type=number(1, 3600), default=60.0, metavar='N',
                        help='duration of a constant expression (default: %(default)s)')
    parser.add_argument('--rate', type=number(1, 1000), default=30.0, metavar='HZ',
                        help='frames per second (default: %(default)s)')
    add_data_option(parser, required=False)
    parser.add_argument('--split', default='PublicTest', metavar='S',
                        help='Training, PublicTest or PrivateTest (default: %(default)s)')
    parser.add_argument('--faces', type=whole_number(2, 1000), default=20, metavar='N',
                        help='number of faces of FER2013 (default: %(default)s)')
    parser.add_argument('--out', type=file_path, metavar='FILE',
                        help='write the figures as JSON, too')
    add_settings_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure and print the table."""
    from fer_ros.benchmark.sequences import portrait_heads
    from fer_ros.benchmark.smoothing import identities, KnownFaces
    from fer_ros.pipeline import Pipeline

    settings = settings_from(args, every_frame=True)  # simulated time runs faster than real time
    pipeline = Pipeline.load(settings)
    portraits = portrait_heads()
    print(f'detector {pipeline.detector.name}, model {pipeline.classifier.name}, smoothing_time '
          f'{settings.smoothing_time:g} s, label_margin {settings.label_margin:g}, '
          f'{args.rate:g} Hz', flush=True)
    figures: dict[str, Any] = {
        'detector': pipeline.detector.name, 'model': pipeline.classifier.name,
        'smoothing_time': settings.smoothing_time, 'label_margin': settings.label_margin,
        'rate': args.rate, 'seconds': args.seconds,
        'portraits': _faces('portraits', pipeline, portraits, args)}
    figures['identities'] = identities(pipeline, portraits, rate=args.rate)
    print('two faces cross, and one hides for a second')
    for name, known in figures['identities'].items():
        print(f"  {name:<16} found in {known['found']} of {known['frames']} frames, "
              f"{known['id_changes']} changes of the identifier", flush=True)
    if args.data:
        # The known boxes are in pixels of the full image.
        pipeline = Pipeline(settings.changed({'detection_width': 0}), KnownFaces(),
                            pipeline.classifier)
        figures['fer2013'] = _faces('FER2013', pipeline, _fer2013(args), args)
    if args.out:
        with writing_to(args.out):
            args.out.write_text(json.dumps(figures, indent=2) + '\n', encoding='utf-8')
    return 0


def _faces(title: str, pipeline, heads, args: argparse.Namespace) -> dict[str, Any]:
    """Measure everything except the crossing; print and return the results."""
    from fer_ros.benchmark.smoothing import changes, constant
    from tqdm import tqdm

    constants = {name: constant(pipeline, head, seconds=args.seconds, rate=args.rate, seed=seed)
                 for seed, (name, head) in enumerate(tqdm(heads.items(), unit='face',
                                                          disable=None, leave=False))}
    moves = changes(pipeline, heads, rate=args.rate)
    print(f'{title}: label changes a minute while {args.seconds:g} s long nothing changes')
    for name, face in constants.items():
        print(f"  {name:<16} {face['label']:<9} {face['label_changes']:6.2f}  "
              f"(without smoothing {face['raw_label_changes']:7.2f})")
    counts = [face['label_changes'] for face in constants.values()]
    print(f'  median {median(counts):.2f}, most {max(counts):.2f}')
    print(f'{title}: delay until another expression shows')
    print(f'  {_delays(moves, pipeline.settings.smoothing_time)}', flush=True)
    return {'constant': constants, 'changes': moves}


def _delays(moves: list[dict[str, Any]], smoothing_time: float) -> str:
    """Return the lines of the report about the delays."""
    shown = sorted(move['delay'] for move in moves if move['delay'] is not None)
    if not shown:
        return 'no two expressions that differ'
    text = f'{len(moves)} changes: median {median(shown):.3f} s, most {shown[-1]:.3f} s'
    if smoothing_time > 0:
        in_time = sum(delay <= IN_TIME * smoothing_time for delay in shown)
        text += (f' ({median(shown) / smoothing_time:.2f} and {shown[-1] / smoothing_time:.2f} '
                 f'times smoothing_time); {in_time} within {IN_TIME:g} times')
    return f'{text}; {len(moves) - len(shown)} not while it was watched'


def _fer2013(args: argparse.Namespace):
    """Return faces of FER2013 as heads."""
    from fer_ros.benchmark.sequences import Head
    from fer_ros.values.faces import Box
    import numpy as np

    split = data_from(args).split(args.split)
    chosen = np.random.default_rng(0).choice(len(split), min(args.faces, len(split)),
                                             replace=False)
    heads = {}
    for index in chosen.tolist():
        face = split.faces[index]
        height, width = face.shape
        heads[f'{args.split} {index}'] = Head(
            np.repeat(face[..., None], 3, axis=2), np.ones(face.shape, np.float32),
            Box(0, 0, width, height))
    return heads
