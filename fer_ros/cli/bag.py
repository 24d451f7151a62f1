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

"""`fer_ros bag`: emotions in the recordings of ROS, without ROS."""

from __future__ import annotations

import argparse
import sys

from fer_ros.cli.argument_types import file_path, number
from fer_ros.cli.settings_options import add_settings_options, settings_from


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'bag', help='emotions in bags of ROS 2 and ROS 1, without ROS',
        description='Recognise the emotions in every frame of bags: folders of rosbag2, or files '
                    '.mcap, .db3 and .bag. DIR gets emotions.csv (also as .parquet, if pyarrow is '
                    'installed), faces.csv, intervals.csv, events.jsonl and report.html, in the '
                    'place of those of an earlier run. Two runs give the same files. The exit '
                    'code is 1 if a bag is damaged; what can be read of it is in the results.',
        epilog='Example: fer_ros bag recordings/visit_3 --out results --write-bag')
    parser.add_argument('source', nargs='+', type=file_path, metavar='SOURCE',
                        help='a folder of rosbag2, or a file .mcap, .db3 or .bag')
    parser.add_argument('--out', type=file_path, required=True, metavar='DIR',
                        help='folder for the results')
    add_bag_options(parser)
    add_settings_options(parser)
    parser.set_defaults(run=run)


def add_bag_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what to read of each bag and what to write."""
    parser.add_argument('--topic', action='append', default=[], metavar='T',
                        help='read this image topic; may be given several times (default: all '
                             'camera images)')
    parser.add_argument('--start', type=number(0, 1e9), metavar='S',
                        help='begin S seconds after the first message')
    parser.add_argument('--end', type=number(0, 1e9), metavar='S',
                        help='end S seconds after the first message')
    parser.add_argument('--write-bag', action='store_true',
                        help='write a bag with the emotions, to be played with the original')
    parser.add_argument('--annotate', action='store_true',
                        help='write annotated images, too, into that bag')


def bag_options(args: argparse.Namespace):
    """
    Return the options as `fer_ros.recordings.bag_results.BagOptions`.

    :raises FerRosError: if the end is not after the start
    """
    from fer_ros.recordings.bag_results import BagOptions
    from fer_ros.recordings.selection import Selection
    from fer_ros.values.errors import FerRosError

    if args.start is not None and args.end is not None and args.end <= args.start:
        raise FerRosError(f'--end must be after --start ({args.start:g}), but is {args.end:g}')
    return BagOptions(Selection(tuple(args.topic), args.start, args.end),
                      args.write_bag or args.annotate, args.annotate)


def run(args: argparse.Namespace) -> int:
    """Process all bags."""
    from fer_ros.cli.output_folder import writing_to
    from fer_ros.cli.progress import progress
    from fer_ros.cli.run import introduce
    from fer_ros.pipeline import Pipeline
    from fer_ros.recordings.bag_results import recognise_bags
    from fer_ros.recordings.image_types import require_rosbags

    options, settings = bag_options(args), settings_from(args, every_frame=True)
    require_rosbags()
    parts = Pipeline.load(settings)
    introduce(parts)
    with writing_to(args.out):
        outcome = recognise_bags(args.source, args.out, parts, options, progress)
    for note in outcome.notes:
        print(note)
    if outcome.done:
        print(f'{outcome.frames} frames, {outcome.faces} faces, results in {args.out}')
    for error in outcome.errors:
        print(f'fer_ros: error: {error}', file=sys.stderr)
    return 1 if outcome.errors else 0
