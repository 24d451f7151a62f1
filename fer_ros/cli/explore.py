"""`fer_ros explore`: a look at the data."""

from __future__ import annotations

import argparse

from fer_ros.cli.data_options import add_data_option, add_out_option, add_votes_option
from fer_ros.cli.output_folder import writing_to


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'explore', help='look at FER2013 before training on it',
        description='Write index.html, explore.json and PNG plots to DIR: classes and their '
                    'weights, examples, mean faces, copies within and across the splits, labels '
                    "that people disagree with. Needs pip install 'fer_ros[evaluate]'.",
        epilog='Example: fer_ros explore --data fer2013.csv --votes fer2013new.csv '
               '--out exploration')
    add_data_option(parser)
    add_votes_option(parser)
    add_out_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Explore and write the report."""
    from fer_ros.training.data import load_data
    from fer_ros.training.explore.report import explore
    from fer_ros.training.requirements import REPORTS, require

    require('evaluate', *REPORTS)
    data = load_data(args.data, args.votes)
    print(data.report())
    with writing_to(args.out):
        args.out.mkdir(parents=True, exist_ok=True)
        explore(data, args.out)
    print(args.out / 'index.html')
    return 0
