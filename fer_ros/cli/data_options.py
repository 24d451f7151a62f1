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

"""Options that several commands share."""

from __future__ import annotations

import argparse

from fer_ros.cli.argument_types import file_path, number


def add_data_option(parser: argparse.ArgumentParser, required: bool = True) -> None:
    """Add --data, and the options for data without splits and for incomplete tables."""
    parser.add_argument('--data', type=file_path, required=required, metavar='D',
                        help='FER2013: .csv, .npz or a folder, plain or packed')
    parser.add_argument('--split-by-hash', type=number(0.01, 0.99), default=0.0,
                        metavar='SHARE',
                        help='for data without splits: this share of the faces, chosen by a hash '
                             'of their pixels, becomes PublicTest, the others Training')
    parser.add_argument('--partial', action='store_true',
                        help='use a table that ends within a row, without that row')


def data_from(args: argparse.Namespace):
    """
    Return the DataSet that the options name.

    :raises FerRosError: if it cannot be loaded
    """
    from fer_ros.training.data import load_data

    return load_data(args.data, getattr(args, 'votes', None), hash_share=args.split_by_hash,
                     partial=args.partial)


def data_words(args: argparse.Namespace) -> list[str]:
    """Return the options of `add_data_option` for a manifest; of the path only the file name."""
    words = ['--data', args.data.name]
    if args.split_by_hash:
        words += ['--split-by-hash', f'{args.split_by_hash:g}']
    if args.partial:
        words += ['--partial']
    return words


def add_votes_option(parser: argparse.ArgumentParser) -> None:
    """Add --votes."""
    parser.add_argument('--votes', type=file_path, metavar='FILE',
                        help='the votes of FERPlus, fer2013new.csv')


def add_split_option(parser: argparse.ArgumentParser) -> None:
    """Add --split."""
    parser.add_argument('--split', default='PublicTest', metavar='S',
                        help='Training, PublicTest or PrivateTest (default: %(default)s)')


def add_photos_option(parser: argparse.ArgumentParser) -> None:
    """Add --photos, from which the benchmarks compose their frames."""
    parser.add_argument('--photos', type=file_path, metavar='DIR',
                        help='photos of one face each (default: two portraits)')


def add_out_option(parser: argparse.ArgumentParser) -> None:
    """Add --out."""
    parser.add_argument('--out', type=file_path, required=True, metavar='DIR',
                        help='folder for the results')
