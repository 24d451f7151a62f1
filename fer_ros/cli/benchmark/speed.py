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

"""`fer_ros benchmark speed`: the time of every stage and of the whole pipeline."""

from __future__ import annotations

import argparse
from dataclasses import asdict
import json

from fer_ros.cli.argument_types import file_path, whole_number
from fer_ros.cli.data_options import add_out_option, add_photos_option
from fer_ros.cli.output_folder import writing_to
from fer_ros.values.settings import Settings

METHOD = """\
In each round every case has a turn of {calls} calls, in random order; {warm_up} warm-up rounds \
precede {rounds} measured rounds. The first call of a turn does not count, because the previous \
case has replaced the content of the caches (all calls count for `defaults`). Milliseconds are \
the median (10th to 90th percentile); processor time is that of all threads. All cases ran in \
turn in one process, so that other load affected all of them: compare them with each other, not \
with other runs. Frames are composed from {photos}; a single face has a quarter of the height. \
fer_ros uses {threads} thread(s) per call or, where noted, one per core, as the peers do. Unless \
noted otherwise, all faces are detected and classified in every frame; `defaults` uses the \
default rates with frames 1/30 s apart: compare its means. `detect` and `classify` are the bare \
calls; `decode` returns what the pipeline reads: a copy 320 pixels wide and one face."""


def add_parser(subparsers) -> None:
    """Add the measurement."""
    parser = subparsers.add_parser(
        'speed', help='time of every stage and of the whole pipeline',
        description='Measure the time of every stage and of the whole pipeline, by number of '
                    'faces, image size, encoding, detector and model, in one interleaved run. '
                    'Writes benchmark.md, benchmark.json and benchmark.png to DIR.',
        epilog='Example: fer_ros benchmark speed --peers --out benchmark')
    add_out_option(parser)
    parser.add_argument('--peers', action='store_true',
                        help='also measure the packages deepface and fer, where installed')
    parser.add_argument('--peer-weights', type=file_path, metavar='DIR',
                        help="$DEEPFACE_HOME with DeepFace's weights (default: it downloads them)")
    add_photos_option(parser)
    parser.add_argument('--rounds', type=whole_number(1, 100_000), default=50, metavar='N',
                        help='measured turns of each case (default: %(default)s)')
    parser.add_argument('--num-threads', type=whole_number(0, 64), metavar='N',
                        default=Settings().num_threads,
                        help='threads of one call, 0 for all cores (default: %(default)s)')
    parser.add_argument('--no-messages', action='store_true',
                        help='do not measure the node, which needs other processes')
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure, write and print the report."""
    from fer_ros.benchmark.frames import faces_of
    from fer_ros.benchmark.machine import machine
    from fer_ros.benchmark.messages import messages
    from fer_ros.benchmark.middlewares import middlewares
    from fer_ros.benchmark.plot import plot
    from fer_ros.benchmark.report import markdown, ratios
    from fer_ros.benchmark.speed import Suite
    from fer_ros.benchmark.timing import CALLS, interleaved, WARM_UP

    with writing_to(args.out):
        args.out.mkdir(parents=True, exist_ok=True)
    settings = Settings().changed({'num_threads': args.num_threads})
    suite = Suite(faces_of(args.photos), settings)
    if args.peers:
        suite.add_peers(args.peer_weights)
    about = machine()
    timings = interleaved(suite.cases, args.rounds)
    result = {
        'method': METHOD.format(
            warm_up=WARM_UP, calls=1 + CALLS, rounds=args.rounds,
            threads=args.num_threads or 'all',
            photos='two portraits' if args.photos is None else 'the photos given'),
        'machine': about, 'notes': suite.notes, 'faces_found': suite.faces_found,
        'ratios': ratios(timings), 'ratios_cpu': ratios(timings, 'cpu'),
        'messages': [] if args.no_messages else messages(
            middlewares(), ('480p', '1080p'), args.rounds),
        'timings_ms': {name: asdict(timing) for name, timing in timings.items()}}
    report = markdown(result, timings)
    with writing_to(args.out):
        (args.out / 'benchmark.json').write_text(json.dumps(result, indent=1) + '\n',
                                                 encoding='utf-8')
        (args.out / 'benchmark.md').write_text(report, encoding='utf-8')
        plot(timings, args.out / 'benchmark.png')
    print(report)
    return 0
