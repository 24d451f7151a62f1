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

"""Nodes of the embedded runtime in the test's own process."""

import pytest
from waiting import wait_until


@pytest.fixture
def make_node():
    """Initialise the runtime and return a function that makes nodes."""
    pytest.importorskip('cyclonedds')
    from fer_ros import embedded

    nodes = []

    def make(name, *args, **options):
        if not embedded.ok():
            embedded.init(['test', *args])
        nodes.append(embedded.Node(name, **options))
        return nodes[-1]

    yield make
    for node in nodes:
        node.destroy_node()
    embedded.shutdown()


@pytest.fixture
def spin_until():
    """Return a function that spins nodes until a condition holds, for ten seconds at most."""
    from fer_ros import embedded

    def spin(condition, *nodes):
        wait_until(condition, 'what is spun for', 10.0,
                   lambda: [embedded.spin_once(node, timeout_sec=0.02) for node in nodes])

    return spin
