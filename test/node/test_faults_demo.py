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

"""Signals while `fer_ros demo` runs: its processes end with it, however it ends."""

import json
import os
import signal
import subprocess
import sys

import psutil
import pytest
from shared_memory import own_shared_memory
from waiting import wait_until

pytest.importorskip('matplotlib')
pytest.importorskip('skimage.data')


@pytest.mark.parametrize(('number', 'code', 'early'), [
    (signal.SIGINT, 0, False),
    *(pytest.param(*case, marks=pytest.mark.slow) for case in (
        (signal.SIGKILL, -signal.SIGKILL, False), (signal.SIGTERM, 0, False),
        (signal.SIGINT, 130, True),
        (signal.SIGTERM, 128 + signal.SIGTERM, True)))])
def test_signals(request, tmp_path, number, code, early):
    out, temporary = tmp_path / 'out', tmp_path / 'temporary'
    temporary.mkdir()
    environment = {name: value for name, value in os.environ.items() if name != 'ROS_DOMAIN_ID'}
    with open(tmp_path / 'log', 'w') as log:
        process = subprocess.Popen(
            [sys.executable, '-m', 'fer_ros', 'demo', '--out', str(out), '--seconds', '60'],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            env=environment | {'TMPDIR': str(temporary)},
            # A shell starts what runs in its background with SIGINT ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
    request.addfinalizer(lambda: (process.kill(), process.wait()))  # also if the test fails
    lines = out / ('camera.log' if early else 'emotions.jsonl')

    def begun():
        assert process.poll() is None
        return lines.exists() and (early or lines.read_text().count('\n') >= 20)

    wait_until(begun, str(lines), 60.0)
    children = psutil.Process(process.pid).children(recursive=True)
    assert not [path for one in children for path in own_shared_memory(one)]
    process.send_signal(number)
    assert process.wait(30) == code, (tmp_path / 'log').read_text()
    assert psutil.wait_procs(children, 20)[1] == []
    assert 'Traceback' not in (tmp_path / 'log').read_text()
    if not early:
        records = [json.loads(line)
                   for line in (out / 'emotions.jsonl').read_text().splitlines()]
        assert len(records) >= 20
        assert (out / 'summary.png').exists() == (number != signal.SIGKILL)
    assert list(temporary.iterdir()) == []
