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

"""Many bags: each good one exactly once, whatever happens in between."""

from contextlib import closing
import csv
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
import threading

from fer_ros.outputs.tables import COLUMNS
from fer_ros.recordings.bag_results import BagOptions
from fer_ros.recordings.many.catalogue import find_bags
from fer_ros.recordings.many.job import Job
from fer_ros.recordings.many.run import (failed_rows, run_jobs, split_finished,
                                         write_summary)
from fer_ros.recordings.many.store import Store
from fer_ros.recordings.many.work import process
from fer_ros.recordings.many.workers import WorkerDied, Workers
from fer_ros.values.settings import Settings
import pytest
from worker_tasks import process_or_die

SETTINGS = Settings(detection_rate=0.0, classification_rate=0.0)


class Here:
    """Runs jobs in this process."""

    attempts = 2

    def __init__(self, function=process):
        """Take what is done."""
        self.function = function

    def run(self, tasks):
        """Return each job with its outcome."""
        for job in tasks:
            try:
                yield job, self.function(job)
            except Exception as error:
                yield job, error


class Silent:
    """Takes progress."""

    def done(self, row):
        """Do nothing."""


def run(source: object, out: object, executor=None, settings: Settings = SETTINGS):
    """Process the bags that are not done; return the number of those, and the failed ones."""
    store = Store(str(out))
    jobs = [Job(bag, settings, BagOptions(), str(out)) for bag in find_bags(str(source))]
    rows, left = split_finished(jobs, store)
    rows += run_jobs(left, executor or Here(), Silent())
    failed = failed_rows(rows, jobs)
    write_summary(rows, jobs, failed, store)
    return len(left), {row['bag']: row['problem'] for row in failed}


@pytest.fixture
def shelf(bags, yunet_weights, tmp_path) -> Path:
    """Return a folder with two good bags, one that is cut off, and one that is none."""
    pytest.importorskip('pyarrow')
    pytest.importorskip('fsspec')
    bags.write('shelf/one', frames=3)
    bags.write('shelf/two', frames=4)
    cut = bags.write('shelf/cut', frames=20) / 'cut.mcap'
    cut.write_bytes(cut.read_bytes()[:3_000_000])
    (tmp_path / 'bags' / 'shelf' / 'none.mcap').write_text('hello')
    return tmp_path / 'bags' / 'shelf'


def data_set(folder: Path):
    """Return the Parquet data set as a dictionary of columns."""
    from pyarrow import parquet

    return parquet.read_table(folder / 'emotions')


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with open(path, encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def test_every_good_bag_once(shelf, tmp_path):
    out = tmp_path / 'out'
    count, failed = run(shelf, out)
    assert count == 4 and set(failed) == {'cut', 'none'}
    assert 'not a bag' in failed['none'] or 'cannot read' in failed['none']
    table = data_set(out)
    assert table.column_names == list(COLUMNS)
    counts = {name: table['bag'].to_pylist().count(name) for name in ('one', 'two')}
    assert counts == {'one': 3, 'two': 4}
    summary = {row['bag']: row for row in rows(out / 'summary.csv')}
    assert {name: row['status'] for name, row in summary.items()} == {
        'cut': 'partial', 'one': 'complete', 'two': 'complete'}
    assert summary['two']['frames'] == '4'
    assert {row['bag']: row['status'] for row in rows(out / 'failed.csv')} == {
        'cut': 'partial', 'none': 'failed'}
    page = (out / 'index.html').read_text(encoding='utf-8')
    for link in [line.split('"')[0] for line in page.split('href="')[1:]]:
        assert (out / link).is_file()


def test_what_is_done_is_skipped(shelf, tmp_path):
    out = tmp_path / 'out'
    run(shelf, out)
    before = {path: path.stat().st_mtime_ns for path in (out / 'emotions').iterdir()}
    count, failed = run(shelf, out)
    assert count == 1 and set(failed) == {'cut', 'none'}, 'only the failed one is tried again'
    assert before == {path: path.stat().st_mtime_ns for path in (out / 'emotions').iterdir()}
    assert run(shelf, out, settings=SETTINGS.changed({'label_margin': 0.2}))[0] == 4
    part = next((out / 'emotions').glob('one-*'))
    part.unlink()
    assert run(shelf, out, settings=SETTINGS.changed({'label_margin': 0.2}))[0] == 2


def test_a_run_that_was_stopped_goes_on(shelf, tmp_path):
    out, done = tmp_path / 'out', []

    def stop(job):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(job)
        return process(job)

    with pytest.raises(KeyboardInterrupt):
        run(shelf, out, Here(stop))
    count, _ = run(shelf, out)
    assert count == 3, 'two were done, of which one had failed'
    names = data_set(out)['bag'].to_pylist()
    assert (names.count('one'), names.count('two')) == (3, 4)


def test_a_worker_that_stops_early_leaves_no_part_that_counts(shelf, tmp_path, monkeypatch):
    out, write = tmp_path / 'out', Store.write

    def fail(self, name, content):
        assert not name.startswith('done/')
        write(self, name, content)

    monkeypatch.setattr(Store, 'write', fail)
    run(shelf, out)
    monkeypatch.undo()
    assert run(shelf, out)[0] == 4


def test_a_bag_whose_worker_dies_is_tried_a_few_times(shelf, tmp_path):
    calls = []

    def die(job):
        calls.append(job.bag.name)
        if job.bag.name == 'one' or (calls.count('two') == 1 and job.bag.name == 'two'):
            raise WorkerDied('its worker ended with signal SIGSEGV')
        return process(job)

    _, failed = run(shelf, tmp_path / 'out', Here(die))
    assert failed['one'] == 'its worker ended with signal SIGSEGV (2 times)'
    assert 'two' not in failed and (calls.count('one'), calls.count('two')) == (2, 2)
    assert set(data_set(tmp_path / 'out')['bag'].to_pylist()) == {'two', 'cut'}


@pytest.mark.slow
def test_real_workers(bags, shelf, tmp_path):
    bags.write('shelf/deadly', frames=2)
    with closing(Workers(2, process_or_die)) as workers:
        count, failed = run(shelf, tmp_path / 'out', workers)
    assert count == 5 and set(failed) == {'cut', 'none', 'deadly'}
    assert failed['deadly'] == 'its worker ended with signal SIGKILL (3 times)'
    names = data_set(tmp_path / 'out')['bag'].to_pylist()
    assert (names.count('one'), names.count('two'), names.count('deadly')) == (3, 4, 0)


@pytest.mark.slow
@pytest.mark.filterwarnings('ignore')
def test_a_dask_cluster(bags, shelf, tmp_path, monkeypatch):
    pytest.importorskip('distributed')
    from fer_ros.recordings.many.cluster import Cluster

    monkeypatch.setenv('PYTHONPATH', str(Path(__file__).parents[2] / 'support'))
    bags.write('shelf/deadly', frames=2)
    with closing(Cluster('local', 2, process_or_die)) as cluster:
        count, failed = run(shelf, tmp_path / 'out', cluster)
    assert count == 5 and set(failed) == {'cut', 'none', 'deadly'}
    assert 'its worker died' in failed['deadly'] and '(3 times)' in failed['deadly']
    names = data_set(tmp_path / 'out')['bag'].to_pylist()
    assert (names.count('one'), names.count('two'), names.count('deadly')) == (3, 4, 0)


def test_memory_as_source_and_target(shelf):
    system = pytest.importorskip('fsspec').filesystem('memory')
    for path in shelf.rglob('*'):
        if path.is_file():
            system.pipe(f'/in/{path.relative_to(shelf)}', path.read_bytes())
    _, failed = run('memory://in', 'memory://out')
    assert set(failed) == {'cut', 'none'}
    assert system.cat('/out/summary.csv').count(b'complete') == 2
    assert len(system.ls('/out/emotions', detail=False)) == 3
    assert run('memory://in', 'memory://out')[0] == 1


def test_a_web_server_as_source(shelf, tmp_path):
    pytest.importorskip('aiohttp')

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(('127.0.0.1', 0), partial(Quiet, directory=str(shelf)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        _, failed = run(f'http://127.0.0.1:{server.server_port}/', tmp_path / 'out')
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert set(failed) == {'cut', 'none'}
    assert {row['frames'] for row in rows(tmp_path / 'out' / 'summary.csv')} >= {'3', '4'}


def test_an_object_store(shelf, monkeypatch):
    """Amazon's S3, as moto answers for it on this machine."""
    moto = pytest.importorskip('moto.server')
    pytest.importorskip('s3fs')
    server = moto.ThreadedMotoServer(ip_address='127.0.0.1', port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        for name, value in (('AWS_ENDPOINT_URL', f'http://{host}:{port}'),
                            ('AWS_ACCESS_KEY_ID', 'test'), ('AWS_SECRET_ACCESS_KEY', 'test')):
            monkeypatch.setenv(name, value)
        system = pytest.importorskip('fsspec').filesystem('s3', skip_instance_cache=True)
        system.mkdir('shelf')
        system.put(f'{shelf}/', 'shelf/in/', recursive=True)
        _, failed = run('s3://shelf/in', 's3://shelf/out')
        assert set(failed) == {'cut', 'none'}
        assert run('s3://shelf/in', 's3://shelf/out')[0] == 1
        assert system.cat('shelf/out/summary.csv').count(b'complete') == 2
    finally:
        server.stop()
