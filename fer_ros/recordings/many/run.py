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

"""Many bags: what is done already is skipped, what fails is listed, and the rest goes on."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
import json
from typing import Any, Protocol

from fer_ros.recordings.many import layout, summary
from fer_ros.recordings.many.index_page import index_page
from fer_ros.recordings.many.job import Job
from fer_ros.recordings.many.store import Store
from fer_ros.recordings.many.work import Row
from fer_ros.recordings.many.workers import WorkerDied
from fer_ros.values.errors import FerRosError


class Executor(Protocol):
    """Runs jobs, as `Workers` and `Cluster` do."""

    attempts: int

    def run(self, tasks: Any) -> Iterator[tuple[Job, Any]]:
        """Return each job with its row, or with the exception that it ended with."""
        ...


class Listener(Protocol):
    """Is told about the progress."""

    def done(self, row: Row) -> None:
        """Note a bag that is done, or has failed for good."""
        ...


def finished(job: Job, store: Store, parts: set[str], done: set[str]) -> Row | None:
    """
    Return the row of a bag that an earlier run has done with the same files and settings.

    :param parts: names of the files in the data set
    :param done: names of the files that say that a bag is done
    """
    key = job.bag.key
    if f'{key}.parquet' not in parts or f'{key}.json' not in done:
        return None
    try:
        content = json.loads(store.read(layout.done_name(key)) or b'{}')
        return content['row'] if content['fingerprint'] == job.fingerprint else None
    except (ValueError, LookupError, TypeError):
        return None


def split_finished(jobs: Sequence[Job], store: Store) -> tuple[list[Row], list[Job]]:
    """Return the rows of the bags that are done, and the other jobs."""
    parts, done = store.names(layout.PARTS), store.names(layout.DONE)
    rows, left = [], []
    for job in jobs:
        row = finished(job, store, parts, done)
        if row is None:
            left.append(job)
        else:
            rows.append(row)
    return rows, left


def run_jobs(jobs: Sequence[Job], executor: Executor, listener: Listener) -> list[Row]:
    """
    Run the jobs and return their rows; those of bags that fail say why.

    A bag whose worker died is done again, a few times at most.
    """
    waiting, died = deque(jobs), Counter[str]()
    rows = []

    def tasks() -> Iterator[Job]:
        while waiting:
            yield waiting.popleft()

    # A generator that has ended gives nothing more, so each round of retries has its own.
    while waiting:
        for job, answer in executor.run(tasks()):
            if isinstance(answer, WorkerDied):
                died[job.bag.key] += 1
                if died[job.bag.key] < executor.attempts:
                    waiting.append(job)
                    continue
                answer = WorkerDied(f'{answer} ({executor.attempts} times)')
            if isinstance(answer, BaseException):
                known = isinstance(answer, (FerRosError, WorkerDied))
                answer = summary.failed_row(job.bag.name, str(answer) if known else
                                            f'{type(answer).__name__}: {answer}')
            rows.append(answer)
            listener.done(answer)
    return rows


def failed_rows(rows: Sequence[Row], jobs: Sequence[Job]) -> list[Row]:
    """Return the rows of the bags with no results, or not all of them, with their `url`."""
    urls = {job.bag.name: job.bag.url for job in jobs}
    return [{**row, 'url': urls[row['bag']]} for row in sorted(rows, key=_name)
            if row['status'] != summary.COMPLETE]


def write_summary(rows: Sequence[Row], jobs: Sequence[Job], failed: Sequence[Row],
                  store: Store) -> None:
    """
    Write `summary.csv`, `failed.csv` and `index.html`.

    :param rows: one for each of `jobs`, in any order
    :param failed: what `failed_rows` returns
    :raises FerRosError: if they cannot be written
    """
    good = sorted((row for row in rows if row['status'] != summary.FAILED), key=_name)
    links = {job.bag.name: f'{layout.RECORDINGS}/{job.bag.key}/report.html' for job in jobs}
    store.write(layout.SUMMARY, summary.summary_csv(good).encode())
    store.write(layout.FAILED, summary.failed_csv(failed).encode())
    store.write(layout.INDEX, index_page(good, failed, links).encode())
    with_results = {row['bag'] for row in good}
    for job in jobs:
        if job.bag.name not in with_results:  # an earlier run may have left results
            store.remove(layout.part_name(job.bag.key))
            store.remove(layout.done_name(job.bag.key))


def _name(row: Row) -> str:
    return row['bag']
