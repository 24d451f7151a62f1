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

"""Options of several measurements."""

from __future__ import annotations

import argparse

from fer_ros.cli.argument_types import number

# The names of fer_ros.benchmark.frames.SIZES, which imports OpenCV
_SIZES = ('480p', '720p', '1080p', '4K')


def add_middlewares_option(parser: argparse.ArgumentParser, more: str = '') -> None:
    """Add --middlewares; `more` is added to its help text."""
    parser.add_argument('--middlewares', nargs='+', default=[], metavar='NAME',
                        help=f'embedded, rmw_fastrtps_cpp, rmw_cyclonedds_cpp{more} (default: all '
                             'that are installed)')


def add_sizes_option(parser: argparse.ArgumentParser) -> None:
    """Add --sizes, which takes names of sizes."""
    parser.add_argument('--sizes', choices=_SIZES, nargs='+', default=['480p'], metavar='SIZE',
                        help=f"sizes of the images: {', '.join(_SIZES)} (default: 480p)")


def add_both_heaps_option(parser: argparse.ArgumentParser) -> None:
    """Add --both-heaps."""
    parser.add_argument('--both-heaps', action='store_true',
                        help='also measure with the default heap of the C library, whose settings '
                             'the nodes change')


def add_seconds_option(parser: argparse.ArgumentParser, default: float, *,
                       what: str = 'duration of each measurement', limit: float = 3600) -> None:
    """Add --seconds, above 0."""
    parser.add_argument('--seconds', type=number(0, limit, above=True), default=default,
                        metavar='N', help=f'{what} (default: %(default)s)')


def add_rate_option(parser: argparse.ArgumentParser, default: float, what: str) -> None:
    """Add --rate, in Hz."""
    parser.add_argument('--rate', type=number(0, 1000, above=True), default=default,
                        metavar='HZ', help=f'{what} (default: %(default)s)')
