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

"""`fer_ros bag` and `fer_ros bags` from the arguments to the exit code."""

from pathlib import Path

from fer_ros.cli.bags_progress import BagsProgress
from fer_ros.cli.main import main
import pytest


@pytest.fixture(autouse=True)
def with_weights(yunet_weights):
    """Need the detector, which the commands find by themselves."""


def test_bag(bags, tmp_path, capsys):
    path, out = bags.write('visit', frames=3), tmp_path / 'new' / 'out'
    assert main(['bag', str(path), '--out', str(out), '--write-bag']) == 0
    assert f'3 frames, 3 faces, results in {out}' in capsys.readouterr().out
    assert {'emotions.csv', 'faces.csv', 'intervals.csv', 'events.jsonl', 'report.html',
            'visit_emotions'} <= {found.name for found in out.iterdir()}


def test_a_bag_that_is_cut_off(bags, tmp_path, capsys):
    file = bags.write('crash', frames=20) / 'crash.mcap'
    file.write_bytes(file.read_bytes()[:3_000_000])
    assert main(['bag', str(file), '--out', str(tmp_path / 'out')]) == 1
    printed = capsys.readouterr()
    assert 'frames, ' in printed.out
    assert 'fer_ros: error: crash: it is cut off or damaged' in printed.err


def test_anonymized_thumbnails(bags, tmp_path):
    """A report without the option has the face; with it, only what is left of it."""
    path = bags.write('visit', frames=2)
    pages = []
    for option in ('--no-anonymize', '--anonymize'):
        assert main(['bag', str(path), '--out', str(tmp_path / 'out'), option]) == 0
        pages.append((tmp_path / 'out' / 'report.html').read_text())
    plain, hidden = (thumbnail_detail(page) for page in pages)
    assert hidden < 0.5 * plain


def thumbnail_detail(page: str) -> float:
    """Return how much detail the first picture of a page has."""
    import base64

    import cv2
    import numpy as np

    data = base64.b64decode(page.split('data:image/jpeg;base64,')[1].split('"')[0])
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    return float(np.abs(cv2.Laplacian(image, cv2.CV_64F)).mean())


@pytest.mark.parametrize(('words', 'said'), [
    (['--start', '2', '--end', '1'], '--end must be after --start (2), but is 1'),
    (['--label-margin', '2'], 'label_margin must be in'),
    (['--topic', '/gone'], "no image topic '/gone'")])
def test_wrong_usage_of_bag(bags, tmp_path, capsys, words, said):
    path = bags.write('visit', frames=1)
    assert main(['bag', str(path), '--out', str(tmp_path / 'out'), *words]) == 1
    assert said in capsys.readouterr().err
    assert not any(path.name != '.fer_ros_part' for path in (tmp_path / 'out').glob('*'))


def test_bags(bags, tmp_path: Path, capsys):
    pytest.importorskip('pyarrow')
    pytest.importorskip('fsspec')
    shelf, out = tmp_path / 'bags', tmp_path / 'out'
    bags.write('one', frames=2)
    words = ['bags', str(shelf), '--out', str(out), '--workers', '1']
    assert main(words) == 0
    assert '1 bags, 2 frames, results in' in capsys.readouterr().out
    (shelf / 'none.mcap').write_text('hello')
    assert main(words) == 3
    printed = capsys.readouterr().out
    assert '2 bags, 1 of them done before' in printed
    assert '1 bags failed or were read in part: see failed.csv' in printed


def test_the_parts_of_a_job_array(bags, tmp_path, capsys):
    pytest.importorskip('pyarrow')
    pytest.importorskip('fsspec')
    for name in ('one', 'two', 'three'):
        bags.write(name, frames=1)
    words = ['bags', str(tmp_path / 'bags'), '--out', str(tmp_path / 'out'), '--workers', '1']
    for part, count in (('1/2', 2), ('2/2', 1)):
        assert main([*words, '--part', part]) == 0
        assert f'{count} bags, 0 of them done before' in capsys.readouterr().out
        assert not (tmp_path / 'out' / 'summary.csv').exists()
    assert main(words) == 0
    assert '3 bags, 3 of them done before' in capsys.readouterr().out
    assert (tmp_path / 'out' / 'summary.csv').read_text().count('complete') == 3
    with pytest.raises(SystemExit):
        main([*words, '--part', '3/2'])
    assert "must be K/N with 1 <= K <= N, but got '3/2'" in capsys.readouterr().err


def test_no_scheduler(bags, tmp_path, capsys, monkeypatch):
    pytest.importorskip('distributed')
    monkeypatch.setattr('fer_ros.recordings.many.cluster._CONNECT_S', 0.5)
    bags.write('one', frames=1)
    code = main(['bags', str(tmp_path / 'bags'), '--out', str(tmp_path / 'out'),
                 '--scheduler', 'tcp://127.0.0.1:1'])
    assert code == 1
    assert "no Dask scheduler at 'tcp://127.0.0.1:1'" in capsys.readouterr().err


def test_the_progress_line(capsys):
    progress = BagsProgress(4)
    try:
        assert '0 of 4 bags' in progress.line() and 'time left unknown' in progress.line()
        progress.done({'frames': 30, 'status': 'complete'})
        progress.done({'frames': 0, 'status': 'failed'})
        assert '2 of 4 bags, 1 failed' in progress.line() and 's left' in progress.line()
    finally:
        progress.close()
