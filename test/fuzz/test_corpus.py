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

"""Cases that once failed, or would have: each is taken or rejected as it should be."""

import faulthandler
import resource

import pytest

pytest.importorskip('rosbags')

import file_targets  # noqa: E402, F401, I100
import recording_targets  # noqa: E402, F401
from targets import corpus, TARGETS  # noqa: E402
import wire_targets  # noqa: E402, F401

# Twice what the slowest may take on a slow machine
HANG_S = 60
# Above what the process has: no case may ask for more.
MEMORY = 2 << 30
CASES = [(name, path) for name in sorted(TARGETS) for path in corpus(name)]


@pytest.fixture
def bounds():
    """Bound the memory, and end the tests with a traceback where a case hangs."""
    with open('/proc/self/statm', encoding='ascii') as file:
        size = int(file.read().split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, before[1]))
    faulthandler.dump_traceback_later(HANG_S, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()
    resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.mark.parametrize(('name', 'path'), CASES,
                         ids=[f'{name}-{path.name}' for name, path in CASES])
def test_case(name, path, bounds):
    TARGETS[name].accepts(path.read_bytes())


@pytest.mark.parametrize('name', sorted(TARGETS))
def test_some_seeds_are_accepted(name):
    """A target that rejects all tests nothing."""
    assert any(TARGETS[name].accepts(seed) for seed in TARGETS[name].seeds())
