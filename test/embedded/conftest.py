"""Nodes of the embedded runtime in the test's own process."""

import time

import pytest


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
        end = time.monotonic() + 10.0
        while not condition():
            assert time.monotonic() < end, 'the condition never came true'
            for node in nodes:
                embedded.spin_once(node, timeout_sec=0.02)

    return spin
