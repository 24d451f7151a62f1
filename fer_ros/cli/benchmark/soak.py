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

"""`fer_ros benchmark soak`: whether memory, descriptors or threads grow."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
import os

from fer_ros.cli.argument_types import number, whole_number
from fer_ros.cli.data_options import add_out_option, add_photos_option
from fer_ros.cli.output_folder import writing_to
from fer_ros.system import loopback_environment

MIN_FRAMES, MAX_FRAMES = 200, 10**9


def add_parser(subparsers) -> None:
    """Add the measurement."""
    parser = subparsers.add_parser(
        'soak', help='a long run that looks for leaks',
        description='Send frames of changing faces, sizes and encodings at full speed, while '
                    'settings and models change. Writes DIR/soak.json. The exit code is 1 if the '
                    'memory grows by more than --max-growth after the first twentieth of the '
                    'frames, or if open descriptors or threads grow at all.',
        epilog='Example: fer_ros benchmark soak --frames 1000000 --out soak')
    add_out_option(parser)
    parser.add_argument('--frames', type=whole_number(MIN_FRAMES, MAX_FRAMES), default=100_000,
                        metavar='N', help='number of frames (default: %(default)s)')
    parser.add_argument('--through', choices=('node', 'pipeline'), default='node',
                        help='measure the node in its own process, or the pipeline alone '
                             '(default: %(default)s)')
    parser.add_argument('--max-growth', type=number(0, 1000, above=True), default=1.0,
                        metavar='PERCENT',
                        help='allowed growth of the resident memory (default: %(default)s)')
    add_photos_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Drive the node or the pipeline; the last line says what grew."""
    os.environ.update(loopback_environment())
    from fer_ros.benchmark.frames import faces_of
    from fer_ros.benchmark.machine import machine
    from fer_ros.benchmark.soak import soak
    from fer_ros.benchmark.soak_targets import node_target, PipelineTarget

    with writing_to(args.out):
        args.out.mkdir(parents=True, exist_ok=True)
    faces, about = faces_of(args.photos), {'through': args.through, 'machine': machine()}
    with writing_to(args.out), node_target() if args.through == 'node' else nullcontext(
            PipelineTarget()) as target:
        result = soak(args.frames, faces, args.out, about, process=target.process,
                      change=target.change, pid=target.pid)
    passed = result.passed(args.max_growth)
    print(f'{args.frames} frames through the {args.through}: memory {result.memory_percent:+.2f} '
          f'% ({result.memory_first:.1f} to {result.memory_last:.1f} MiB), descriptors '
          f'{result.descriptors:+d}, threads {result.threads:+d}: '
          f"{'passed' if passed else 'failed'}")
    return 0 if passed else 1
