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

"""How a node ends when something holds it up."""

import os
import signal
import subprocess
import sys

from fer_ros.system import loopback_environment
import pytest

# Its own end never comes.
STUCK = """
import sys, threading
from fer_ros import ros
from fer_ros.node import runner

runner.END_S = 1.0

class Stuck(ros.Node):
    def __init__(self):
        super().__init__('stuck')
        ros.steady_timer(self, 0.1, lambda: print('ready', flush=True))

    def destroy_node(self):
        print('ending', flush=True)
        threading.Event().wait()

sys.exit(runner.run_node(Stuck))
"""


@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM])
def test_a_node_that_cannot_end_ends_all_the_same(number):
    with subprocess.Popen(
            [sys.executable, '-c', STUCK], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, env=os.environ | loopback_environment()) as process:
        try:
            assert process.stdout.readline() == 'ready\n'
            process.send_signal(number)
            output, errors = process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == 0 and output.endswith('ending\n')
    assert 'The node did not end within 1 s: its process ends' in errors
    assert 'Traceback' not in errors
