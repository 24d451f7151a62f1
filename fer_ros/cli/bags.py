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

"""`fer_ros bags`: many recordings at once, on this machine or a cluster."""

from __future__ import annotations

import argparse
from contextlib import closing

from fer_ros.cli.argument_types import whole_number
from fer_ros.cli.bag import add_bag_options, bag_options
from fer_ros.cli.settings_options import add_settings_options, settings_from
from fer_ros.system import install_line

SOME_FAILED = 3


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'bags', help='emotions in many bags, on this machine or a Dask cluster',
        description='Recognise the emotions in all bags below a folder. DIR gets a Parquet data '
                    'set (emotions/), a folder with a report for each bag (recordings/), '
                    'summary.csv, failed.csv and index.html. Another run skips the bags that are '
                    'done, if their files and the settings are the same. SOURCE and DIR may be '
                    'URLs that fsspec knows, such as s3://bucket/folder. The exit code is 3 if a '
                    f'bag failed or was read in part. Needs: {install_line("cluster")}',
        epilog='Example: fer_ros bags recordings/ --out results --workers 4')
    parser.add_argument('source', metavar='SOURCE', help='a folder, a glob in quotes, or a URL')
    parser.add_argument('--out', required=True, metavar='DIR',
                        help='folder or URL for the results')
    how = parser.add_mutually_exclusive_group()
    how.add_argument('--workers', type=whole_number(1, 1024), metavar='N',
                     help='number of processes on this machine (default: one per core)')
    how.add_argument('--scheduler', metavar='ADDRESS',
                     help='a Dask scheduler, tcp://HOST:PORT; `local` starts one here with a '
                          'worker per core')
    parser.add_argument('--part', type=_part, metavar='K/N',
                        help='only the K-th of N parts of the bags, for a job array; a last run '
                             'without it writes the summary')
    add_bag_options(parser)
    add_settings_options(parser)
    parser.set_defaults(run=run)


def _part(text: str) -> tuple[int, int]:
    """Return K and N of `K/N`; an argparse type."""
    try:
        number, _, count = text.partition('/')
        part = int(number), int(count)
    except ValueError:
        part = 0, 0
    if not 1 <= part[0] <= part[1]:
        raise argparse.ArgumentTypeError(f"must be K/N with 1 <= K <= N, but got '{text}'")
    return part


def run(args: argparse.Namespace) -> int:
    """Process all bags that are not done yet."""
    from fer_ros.cli.bags_progress import BagsProgress
    from fer_ros.outputs.parquet import has_parquet
    from fer_ros.recordings.image_types import require_rosbags
    from fer_ros.recordings.many.catalogue import find_bags
    from fer_ros.recordings.many.job import Job
    from fer_ros.recordings.many.run import (failed_rows, run_jobs, split_finished,
                                             write_summary)
    from fer_ros.recordings.many.store import absolute_url, Store
    from fer_ros.values.errors import MissingDependencyError

    options, settings = bag_options(args), settings_from(args, every_frame=True)
    require_rosbags()
    if not has_parquet():
        raise MissingDependencyError(f'many bags need pyarrow: {install_line("cluster")}')
    out = absolute_url(args.out)
    store = Store(out)
    jobs = [Job(bag, settings, options, out) for bag in find_bags(args.source)]
    if args.part:
        number, count = args.part
        jobs = jobs[number - 1::count]
    rows, left = split_finished(jobs, store)
    print(f'{len(jobs)} bags, {len(rows)} of them done before')
    if left:
        with closing(_executor(args, min(len(left), args.workers or _cores()))) as executor:
            if executor.link:
                print(f"Dask's dashboard: {executor.link}", flush=True)
            with closing(BagsProgress(len(left))) as progress:
                rows = rows + run_jobs(left, executor, progress)
    failed = failed_rows(rows, jobs)
    if not args.part:
        write_summary(rows, jobs, failed, store)
    frames = sum(row['frames'] for row in rows)
    print(f'{len(jobs)} bags, {frames} frames, results in {args.out}')
    if failed:
        print(f'{len(failed)} bags failed or were read in part'
              + (': see failed.csv' if not args.part else ''))
    return SOME_FAILED if failed else 0


def _executor(args: argparse.Namespace, count: int):
    from fer_ros.recordings.many.cluster import Cluster
    from fer_ros.recordings.many.work import process
    from fer_ros.recordings.many.workers import Workers

    if args.scheduler:
        return Cluster(args.scheduler, count, process)
    return Workers(count, process)


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else (
        os.cpu_count() or 1)
