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

"""The work on one bag: what a worker does."""

from __future__ import annotations

from contextlib import ExitStack
from functools import lru_cache
import json
from pathlib import Path
import tempfile
import time
from typing import Any

from fer_ros.outputs.parquet import ParquetTable
from fer_ros.pipeline import Pipeline
from fer_ros.recordings.bag_results import BagsOutcome, recognise_bags
from fer_ros.recordings.many import layout
from fer_ros.recordings.many.job import FoundBag, Job
from fer_ros.recordings.many.store import file_system, is_local, Store
from fer_ros.recordings.many.summary import failed_row, summary_row
from fer_ros.values.errors import FerRosError, SourceError
from fer_ros.values.settings import Settings

Row = dict[str, Any]


def process(job: Job) -> Row:
    """
    Recognise the emotions in a bag, store its results, and return its row of the summary.

    The row says so if the bag cannot be read or the results cannot be written. The file that says
    that the bag is done is written last: whatever ends a worker before, the bag is done again.
    """
    try:
        return _process(job)
    except FerRosError as error:
        return failed_row(job.bag.name, str(error))


def _process(job: Job) -> Row:
    start = time.process_time()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix='fer_ros_')))
        path = local_copy(job.bag, folder / 'bag')
        results = folder / 'results'
        outcome = recognise_bags(
            [path], results, _parts(job.settings), job.options, lambda frames, count: frames,
            names=[job.bag.name], table=False)
        if not outcome.done:
            raise SourceError('; '.join(outcome.errors))
        row = {**summary_row(job.bag.name, outcome),
               'processor_s': round(time.process_time() - start, 3)}
        _store(job, outcome, results, row)
    return row


def _store(job: Job, outcome: BagsOutcome, results: Path, row: Row) -> None:
    store, key = Store(job.out), job.bag.key
    for path in sorted(results.rglob('*')):
        name = path.relative_to(results).as_posix()
        if path.is_file() and not name.startswith('.'):
            store.put(path, layout.part_name(key) if name == ParquetTable.NAME else
                      f'{layout.RECORDINGS}/{key}/{name}')
    done = {'fingerprint': job.fingerprint, 'row': row, 'notes': outcome.notes}
    store.write(layout.done_name(key), json.dumps(done, indent=1).encode())


def local_copy(bag: FoundBag, folder: Path) -> Path:
    """
    Return the path of a bag on this machine; files of other systems are copied to `folder`.

    :raises SourceError: if they cannot be copied
    """
    system, path = file_system(bag.url)
    if is_local(system):
        return Path(path)
    name = path.rstrip('/').rsplit('/', 1)[-1]
    target = folder / name if bag.folder else folder
    try:
        target.mkdir(parents=True, exist_ok=True)
        for source, _ in bag.files:
            system.get_file(source, str(target / source.rsplit('/', 1)[-1]))
    except Exception as error:  # each file system has errors of its own
        raise SourceError(f"cannot copy '{bag.url}': {error or type(error).__name__}") from error
    return target if bag.folder else target / name


@lru_cache(maxsize=1)
def _parts(settings: Settings) -> Pipeline:
    """Return the detector and the model; a worker loads them once."""
    import pyarrow

    # As for ONNX Runtime and OpenCV: the workers share the cores of their machine.
    pyarrow.set_cpu_count(1)
    return Pipeline.load(settings, by_stamps=True)
