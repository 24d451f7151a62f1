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

"""The progress that a command reports."""

import io
import time

from fer_ros.cli.progress import progress


def test_lines_where_there_is_no_terminal():
    stream = io.StringIO()
    items = progress(range(4), 4, period=0.05, stream=stream)
    assert next(items) == 0 and next(items) == 1
    time.sleep(0.12)  # while one item takes its time
    assert list(items) == [2, 3]
    lines = stream.getvalue().splitlines()
    assert 1 <= len(lines) <= 3
    assert '1 of 4 (25%) frames' in lines[0] and 'frames/s' in lines[0]


def test_without_a_total():
    stream = io.StringIO()
    items = progress(iter('ab'), None, unit='photo', period=0.02, stream=stream)
    next(items)
    time.sleep(0.05)
    assert list(items) == ['b']
    assert '0 photos' in stream.getvalue()


def test_what_is_quick_says_nothing():
    stream = io.StringIO()
    assert list(progress(range(3), 3, stream=stream)) == [0, 1, 2]
    assert stream.getvalue() == ''
