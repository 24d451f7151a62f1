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

"""Options out of range: every command quotes the value and says what is allowed."""

from argparse import ArgumentTypeError

from fer_ros.cli.argument_types import image_size, number, whole_number
from fer_ros.cli.main import main
import pytest


@pytest.mark.parametrize(('check', 'text', 'value'), [
    (number(0, 1), '0', 0.0), (number(0, 1), '1', 1.0), (number(0, 1, above=True), '1e-9', 1e-9),
    (whole_number(1), '1', 1), (whole_number(1), '9' * 30, int('9' * 30)),
    (whole_number(1, 3), '3', 3), (image_size, '640x480', (640, 480)),
    (image_size, '1x16384', (1, 16384))])
def test_what_is_allowed(check, text, value):
    assert check(text) == value


@pytest.mark.parametrize(('check', 'text', 'allowed'), [
    (number(0, 1), '-0.1', 'a number in [0, 1]'), (number(0, 1), '1.1', 'a number in [0, 1]'),
    (number(0, 1), 'nan', 'a number in [0, 1]'), (number(0, 1), 'x', 'a number in [0, 1]'),
    (number(0, 1, above=True), '0', 'a number in (0, 1]'),
    (number(0, 1, above=True), '-0.0', 'a number in (0, 1]'),
    (whole_number(1), '0', 'a whole number of at least 1'),
    (whole_number(1), '1.5', 'a whole number of at least 1'),
    (whole_number(1, 3), '4', 'a whole number in [1, 3]'),
    *((image_size, text, 'a size such as 640x480') for text in (
        '', '640', '640x', 'x480', '0x480', '640x-1', '640x480x3', '16385x1'))])
def test_what_is_rejected(check, text, allowed):
    with pytest.raises(ArgumentTypeError) as caught:
        check(text)
    assert str(caught.value).startswith(f'must be {allowed}')
    assert str(caught.value).endswith(f"but got '{text}'")


@pytest.mark.parametrize('words', [
    ['benchmark', 'speed', '--out', 'x', '--rounds', '0'],
    ['benchmark', 'speed', '--out', 'x', '--num-threads', '-1'],
    ['benchmark', 'soak', '--out', 'x', '--frames', '10'],
    ['benchmark', 'soak', '--out', 'x', '--max-growth', '0'],
    ['benchmark', 'transport', '--rate', '0'], ['benchmark', 'transport', '--seconds', '-1'],
    ['benchmark', 'transport', '--sizes', '640'],
    ['benchmark', 'overload', '--rate', '0'], ['benchmark', 'overload', '--slow', '11'],
    ['benchmark', 'cpu', '--rates', '-1'], ['benchmark', 'cpu', '--seconds', 'x'],
    ['benchmark', 'smoothing', '--seconds', '0'], ['benchmark', 'smoothing', '--rate', 'nan'],
    ['benchmark', 'smoothing', '--faces', '1'],
    ['camera', 'demo', '--rate', '-5'], ['demo', '--seconds', '0.5'], ['echo', '--count', '-1'],
    ['echo', '--timeout', '-1'], ['events', '--count', 'x']], ids=' '.join)
def test_every_command_checks_its_options(words, capsys):
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    *_, error = capsys.readouterr().err.splitlines()
    assert f'error: argument {words[-2]}: must be ' in error
    assert error.endswith(f"but got '{words[-1]}'")
