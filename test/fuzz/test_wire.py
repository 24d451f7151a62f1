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

"""A node that is sent malformed samples over DDS goes on working."""

import json
from pathlib import Path
import subprocess
import sys

import pytest

pytest.importorskip('cyclonedds')


def test_malformed_samples_over_the_wire(tmp_path):
    log = tmp_path / 'node.log'
    result = subprocess.run(
        [sys.executable, Path(__file__).with_name('wire.py'), '--messages', '900', '--log', log],
        capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, log.read_text()[-2000:]
    figures = json.loads(result.stdout)
    assert figures['sent'] == 900 and figures['good ones answered'] == 19
    # They did come: Cyclone drops what is no CDR, the runtime and the codec all else.
    assert 'Image skipped' in log.read_text() and ' dropped: ' in log.read_text()
    assert 'Traceback' not in log.read_text()
