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

"""What the workers of the tests do; they import it, so it is no part of a test module."""

import os
from pathlib import Path
import signal

from fer_ros.values.errors import FerRosError


def work(task):
    """Do what a task such as ('double', 4) says."""
    kind, value = task
    if kind == 'double':
        return 2 * value
    if kind == 'fail':
        raise FerRosError(value)
    if kind == 'bug':
        raise LookupError(value)
    if kind == 'die-once' and Path(value).exists():
        return 'alive'
    if kind == 'die-once':
        Path(value).touch()
    os.kill(os.getpid(), signal.SIGKILL)


def process_or_die(job):
    """Process a bag, unless its name says that it kills its worker."""
    from fer_ros.recordings.many.work import process

    if 'deadly' in job.bag.name:
        os.kill(os.getpid(), signal.SIGKILL)
    return process(job)
