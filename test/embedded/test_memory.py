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

"""What topics that come and go leave behind."""

import ctypes
import gc

import pytest
from waiting import wait_until

pytest.importorskip('cyclonedds')

from fer_ros import embedded  # noqa: E402, I100

Image = embedded.interface('sensor_msgs/msg/Image')


class Mallinfo2(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in (
        'arena', 'ordblks', 'smblks', 'hblks', 'hblkhd', 'usmblks', 'fsmblks', 'uordblks',
        'fordblks', 'keepcost')]


def allocated():
    """Return the bytes that malloc(3) of glibc has given out in all threads."""
    mallinfo2 = getattr(ctypes.CDLL(None), 'mallinfo2', None)
    if mallinfo2 is None:
        pytest.skip('glibc has no mallinfo2 before 2.33, and other C libraries none')
    mallinfo2.restype = Mallinfo2
    gc.collect()
    return mallinfo2().uordblks


@pytest.fixture(autouse=True)
def without_earlier_nodes():
    """Let the nodes of earlier tests go, whose participants would remember what a test does."""
    gc.collect()


def known(node):
    """Return the publications that the graph of a node holds."""
    node.get_topic_names_and_types()
    return node._discovered()._publications._known


def test_publishers_that_are_gone_are_forgotten(make_node, spin_until):
    node = make_node('n')
    before = len(known(node))
    publishers = [node.create_publisher(Image, f'a{number}', 1) for number in range(5)]
    spin_until(lambda: len(known(node)) == before + 5, node)
    for publisher in publishers:
        node.destroy_publisher(publisher)
    spin_until(lambda: len(known(node)) == before, node)


def test_topics_that_come_and_go_leave_next_to_nothing(make_node):
    node = make_node('n')
    count = 0

    def visit(visits):
        nonlocal count
        before = len(known(node))
        for _ in range(visits):
            count += 1
            publisher = node.create_publisher(Image, f'a{count}', 1)
            known(node)
            node.destroy_publisher(publisher)
        wait_until(lambda: len(known(node)) == before, 'that the last one is gone')

    visit(200)  # caches fill up
    before = allocated()
    visit(1000)
    # Cyclone DDS frees in a thread of its own. Version 11 keeps 50 bytes for the number of each
    # topic that there was.
    wait_until(lambda: (allocated() - before) / 1000 < 100, lambda: (
        f'less than 100 bytes a topic, but {(allocated() - before) / 1000:.0f}'), 10.0)


def test_reading_the_graph_keeps_nothing(make_node, spin_until):
    node = make_node('n')
    node.create_publisher(Image, 'a', 1)
    spin_until(lambda: node.get_publishers_info_by_topic('a'), node)

    def read(times):
        for _ in range(times):
            node.get_publishers_info_by_topic('a')

    read(50)
    before = allocated()
    read(500)
    assert (allocated() - before) / 500 < 10


def test_after_the_participant_is_gone_there_is_no_topic_of_a_known_type():
    from cyclonedds.core import DDSException
    from fer_ros.embedded.dds import _idl_type, Participant

    participant = Participant()
    kind = _idl_type('std_msgs/msg/String', False)
    first = participant._topics.create('a', kind)
    assert participant._topics.create('b', kind).get_name() == 'b'
    with pytest.raises(DDSException):
        participant._topics.create('not a name', kind)
    participant.entity.__del__()
    with pytest.raises(DDSException):
        participant._topics.create('c', kind)
    del first
