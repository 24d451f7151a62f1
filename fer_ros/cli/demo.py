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

"""`fer_ros demo`: camera, node and recorder as processes with ROS 2 messages between them."""

from __future__ import annotations

import argparse
from contextlib import suppress
import os
from pathlib import Path
import time

from fer_ros.cli.argument_types import file_path, number, whole_number
from fer_ros.cli.child import command
from fer_ros.cli.output_folder import writing_to
from fer_ros.cli.view import PORT
from fer_ros.system import loopback_environment
from fer_ros.values.errors import FerRosError
from fer_ros.values.faces import caption

# Loading models and discovery usually take a second or two.
START_TIMEOUT_S = 60.0
# After this time without emotions the demo has failed.
SILENCE_TIMEOUT_S = 10.0
SAMPLE_PERIOD_S = 0.5


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'demo', help='see it work: camera, node and recorder as three processes',
        description='Publish public-domain portraits as a camera on image_raw, run the node on '
                    'them, and record its results. These are three processes that exchange ROS 2 '
                    'messages on the loopback interface. Writes demo.mp4, emotions.jsonl and '
                    'summary.png. You need no camera and no ROS 2.')
    parser.add_argument('--out', type=file_path, default=Path('out'), metavar='DIR',
                        help='folder for the results (default: %(default)s)')
    parser.add_argument('--seconds', type=number(1, 3600), default=15.0, metavar='N',
                        help='duration of the recording (default: %(default)s)')
    parser.add_argument('--view', nargs='?', const=PORT, type=whole_number(1, 65535),
                        metavar='PORT', help='also serve a live page for browsers on this '
                        'machine, until Ctrl-C (default port: %(const)s)')
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the three processes and write the results."""
    os.environ.update(loopback_environment())
    with writing_to(args.out):
        args.out.mkdir(parents=True, exist_ok=True)
    from fer_ros.demo.summary import write_summary
    from fer_ros.sources.demo import DemoSource

    DemoSource()  # reports a missing package here instead of in the log of a child process
    print(f'Recording {args.seconds:g} s to {args.out}/; logs of the node and the camera are in '
          f'{args.out}/node.log and camera.log', flush=True)
    node_arguments = ['node']
    if args.view:
        node_arguments += ['--ros-args', '-p', f'web_port:={args.view}']
        print(f'Live page: http://127.0.0.1:{args.view}/', flush=True)
    with command(node_arguments, args.out / 'node.log') as node, \
            command(['camera', 'demo'], args.out / 'camera.log') as camera:
        recording = _record(args, (node, camera))
        if not recording.records:
            raise FerRosError(f'no emotions arrived; see {args.out}/node.log and camera.log')
        write_summary(recording, args.out / 'summary.png')
        _sum_up(recording, args.out)
        if args.view:
            print(f'The live page http://127.0.0.1:{args.view}/ goes on until Ctrl-C', flush=True)
            _wait((node, camera))
    return 0


def _wait(children) -> None:
    """Wait for Ctrl-C, or for the end of a child."""
    with suppress(KeyboardInterrupt):
        while all(child.poll() is None for child in children):
            time.sleep(SAMPLE_PERIOD_S)


def _sum_up(recording, out: Path) -> None:
    frames = len(recording.records)
    print(f'{frames} frames, {recording.with_face} ({recording.with_face / frames:.1%}) with a '
          f'face, {recording.annotated} annotated frames in {out}/demo.mp4; also '
          f'{out}/emotions.jsonl and {out}/summary.png')


def _record(args: argparse.Namespace, children):
    """Record for the given time; print a line per second, and a progress bar on a terminal."""
    from fer_ros import ros
    from fer_ros.demo.recorder import Recorder
    from fer_ros.sources.demo import RATE
    from tqdm import tqdm

    ros.init(args=['fer_ros'])
    recorder = Recorder(args.out, RATE, SAMPLE_PERIOD_S)
    recording = recorder.recording
    begun = shown = time.monotonic()
    try:
        with tqdm(total=round(args.seconds), unit='s', disable=None, leave=False) as bar:
            while not recording.records or time.monotonic() - begun < args.seconds:
                before = len(recording.records)
                ros.spin_once(recorder, timeout_sec=0.1)
                if recording.records and not before:
                    begun = shown = time.monotonic()
                _check_alive(children, recording, begun)
                if recording.records and time.monotonic() - shown >= 1.0:
                    shown += 1.0
                    tqdm.write(_line(recording, time.monotonic() - begun))
                    bar.update(1)
    except (KeyboardInterrupt, ros.ExternalShutdownException):
        if not recording.records:
            raise KeyboardInterrupt from None
        # The summary then covers what was recorded so far.
    finally:
        recorder.destroy_node()
        if ros.ok():  # a signal may have shut it down already
            ros.shutdown()
    return recording


def _check_alive(children, recording, begun: float) -> None:
    dead = next((child for child in children if child.poll() is not None), None)
    if dead is not None:
        raise FerRosError(f"'{' '.join(dead.args[4:])}' ended with exit code {dead.returncode}; "
                          'see its log')
    waited = time.time() - recording.records[-1]['stamp'] if recording.records \
        else time.monotonic() - begun
    if waited > (SILENCE_TIMEOUT_S if recording.records else START_TIMEOUT_S):
        raise FerRosError(f'no emotions arrived for {waited:.0f} s; see node.log and camera.log')


def _line(recording, seconds: float) -> str:
    """Return the status line of the last second."""
    recent = recording.records[-15:]
    span = recent[-1]['stamp'] - recent[0]['stamp']
    rate = (len(recent) - 1) / span if span > 0 else 0.0
    faces = ', '.join(f"{face['face_id']} {caption(face['label'], face['confidence'])}"
                      for face in recent[-1]['emotions']) or 'no face'
    return (f'{seconds:5.1f} s  {rate:4.1f} Hz  {len(recording.records):4d} frames, '
            f'{recording.with_face:4d} with a face  '
            f'{1000 * sorted(recording.latencies[-15:])[len(recent) // 2]:5.1f} ms  {faces}')
