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

"""`fer_ros explore`: a look at the data."""

from __future__ import annotations

import argparse

from fer_ros.cli.data_options import (
    add_data_option, add_out_option, add_votes_option, data_from)
from fer_ros.cli.output_folder import writing_to
from fer_ros.system import install_line


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'explore', help='look at FER2013 before training on it',
        description='Write index.html, explore.json and PNG plots to DIR: classes and their '
                    'weights, examples, mean faces, copies within and across the splits, labels '
                    'that people disagree with. Needs: '
                    f"{install_line('evaluate')}",
        epilog='Example: fer_ros explore --data fer2013.csv --votes fer2013new.csv '
               '--out exploration')
    add_data_option(parser)
    add_votes_option(parser)
    add_out_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Explore and write the report."""
    from fer_ros.training.explore.report import explore
    from fer_ros.training.requirements import REPORTS, require

    require('evaluate', *REPORTS)
    data = data_from(args)
    print(data.report())
    with writing_to(args.out):
        args.out.mkdir(parents=True, exist_ok=True)
        explore(data, args.out)
    print(args.out / 'index.html')
    return 0
