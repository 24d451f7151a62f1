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

"""Frames that are made before they are asked for."""

from itertools import count
import threading
import time

from fer_ros.sources.read_ahead import read_ahead
import pytest


def test_the_order_stays():
    assert list(read_ahead(iter(range(100)), 3)) == list(range(100))
    assert list(read_ahead(iter(()), 3)) == []


def test_an_error_comes_after_what_was_read():
    def items():
        yield 1
        yield 2
        raise OSError('no more')

    seen = []
    with pytest.raises(OSError, match='no more'):
        seen.extend(read_ahead(items(), 5))
    iterator = read_ahead(items(), 5)
    assert [next(iterator), next(iterator)] == [1, 2]


def test_it_ends_with_its_reader():
    closed = threading.Event()
    made = []

    def items():
        try:
            for number in count():
                made.append(number)
                yield number
        finally:
            closed.set()

    iterator = read_ahead(items(), 3)
    assert next(iterator) == 0
    time.sleep(0.3)
    assert len(made) <= 6  # one is out, three wait, one is to be put, one is being made
    iterator.close()
    assert closed.is_set()
