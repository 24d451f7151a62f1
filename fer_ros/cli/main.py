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

"""The `fer_ros` command."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from importlib import import_module
import io
import logging
import os
import signal
import sys
import threading

from fer_ros import __version__
from fer_ros.values.errors import FerRosError

# Modules of this package with add_parser(subparsers), in the order of the help text
COMMANDS = ('demo', 'run', 'view', 'bag', 'bags', 'node', 'camera', 'echo', 'events', 'models',
            'explore', 'train', 'evaluate', 'calibrate', 'export', 'quantize', 'benchmark')


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog='fer_ros', description='Facial emotion recognition for service robots.',
        epilog='`fer_ros COMMAND --help` explains a command. Start with `fer_ros demo`.')
    parser.add_argument('--version', action='version', version=f'fer_ros {__version__}')
    subparsers = parser.add_subparsers(title='commands', metavar='COMMAND', required=True)
    for command in COMMANDS:
        import_module(f'fer_ros.cli.{command}').add_parser(subparsers)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    # Arguments after --ros-args belong to ROS; argparse must not see them.
    split = arguments.index('--ros-args') if '--ros-args' in arguments else len(arguments)
    arguments, ros_args = arguments[:split], arguments[split:]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # File names may contain characters that the terminal cannot show.
            stream.reconfigure(errors='backslashreplace')
    logging.basicConfig(format='%(levelname)s: %(message)s')
    args = build_parser().parse_args(arguments, argparse.Namespace(ros_args=ros_args))
    if ros_args and not getattr(args, 'takes_ros_args', False):
        print('fer_ros: error: this command takes no --ros-args', file=sys.stderr)
        return 2
    try:
        # Nodes handle SIGTERM themselves.
        with _ending_on_sigterm() if not hasattr(args, 'takes_ros_args') else nullcontext():
            code = args.run(args)
        sys.stdout.flush()
        return code
    except FerRosError as error:
        print(f'fer_ros: error: {error}', file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of the pipe, such as `head`, has ended. Without this the interpreter would
        # still flush its buffer at exit (Python documentation, "Note on SIGPIPE").
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


@contextmanager
def _ending_on_sigterm() -> Iterator[None]:
    """Raise SystemExit on SIGTERM in the block, so that files and child processes are closed."""
    def end(number, frame) -> None:
        sys.exit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
