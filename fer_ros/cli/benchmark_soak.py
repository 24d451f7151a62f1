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

"""`fer_ros benchmark --soak`: whether memory, descriptors and threads stay as they are."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
import os

from fer_ros.cli.output_folder import writing_to
from fer_ros.system import loopback_environment
from fer_ros.values.errors import FerRosError

LEAST_FRAMES = 200


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the soak."""
    group = parser.add_argument_group(
        'soak', 'frames of changing faces, sizes and encodings at full speed, while settings and '
                'models change; exit code 1 if memory grows by --max-growth after the first '
                'twentieth of the frames, or descriptors or threads grow at all')
    group.add_argument('--soak', action='store_true', help='do that, and write DIR/soak.json')
    group.add_argument('--frames', type=int, default=100_000, metavar='N',
                       help='how many (default: %(default)s)')
    group.add_argument('--through', choices=('node', 'pipeline'), default='node',
                       help='the node in a process of its own, or the pipeline alone '
                            '(default: %(default)s)')
    group.add_argument('--max-growth', type=float, default=1.0, metavar='PERCENT',
                       help='of the resident memory (default: %(default)s)')


def run(args: argparse.Namespace) -> int:
    """Drive the node or the pipeline; the last line says what grew."""
    if args.out is None:
        raise FerRosError('say with --out DIR where soak.json goes')
    if not LEAST_FRAMES <= args.frames <= 10**9 or not 0 < args.max_growth <= 1000:
        raise FerRosError(f'--frames must be in [{LEAST_FRAMES}, 1000000000] and --max-growth in '
                          f'(0, 1000], but they are {args.frames} and {args.max_growth:g}')
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
