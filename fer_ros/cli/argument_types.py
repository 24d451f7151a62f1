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

"""Types for argparse that check what a user typed and quote it in the error."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path

from fer_ros.system import expand_path

# As for images of the node (fer_ros.codec.layouts)
MAX_SIDE = 16384


def number(minimum: float, maximum: float, *, above: bool = False) -> Callable[[str], float]:
    """
    Return an argparse type for a number in [minimum, maximum].

    :param above: allow (minimum, maximum] instead
    """
    bracket = '(' if above else '['

    def convert(text: str) -> float:
        value = _parsed(float, text)
        if value is None or not minimum <= value <= maximum or (above and value == minimum):
            raise ArgumentTypeError(f'must be a number in {bracket}{minimum:g}, {maximum:g}], '
                                    f"but got '{text}'")
        return value
    return convert


def whole_number(minimum: int, maximum: int | None = None) -> Callable[[str], int]:
    """Return an argparse type for a whole number in [minimum, maximum], or of at least minimum."""
    allowed = f'of at least {minimum}' if maximum is None else f'in [{minimum}, {maximum}]'

    def convert(text: str) -> int:
        value = _parsed(int, text)
        if value is None or value < minimum or (maximum is not None and value > maximum):
            raise ArgumentTypeError(f"must be a whole number {allowed}, but got '{text}'")
        return value
    return convert


def image_size(text: str) -> tuple[int, int]:
    """Return (width, height) in pixels of a size such as 640x480; an argparse type."""
    width, _, height = text.partition('x')
    size = _parsed(int, width) or 0, _parsed(int, height) or 0
    if min(size) < 1 or max(size) > MAX_SIDE:
        raise ArgumentTypeError(f'must be a size such as 640x480, at most {MAX_SIDE}x{MAX_SIDE} '
                                f"pixels, but got '{text}'")
    return size


def file_path(text: str) -> Path:
    """Return a path with `~` expanded; an argparse type. Shells do not do it in `--out=~/out`."""
    expanded = expand_path(text)
    if text.partition('/')[0] == '~' and expanded == Path(text):
        raise ArgumentTypeError(f"cannot expand '~' in '{text}': no home folder is known, because "
                                'HOME is not set')
    return expanded


def _parsed(kind: Callable, text: str):
    """Return the number in `text`, None if there is none."""
    try:
        return kind(text)
    except ValueError:
        return None


def fold(text: str) -> tuple[int, int]:
    """Return K and N of 'K/N', one of N folds."""
    try:
        number, count = map(int, text.split('/'))
    except ValueError:
        number = count = 0
    if not 1 <= number <= count or count < 2:
        raise ArgumentTypeError(
            f"must be K/N with 1 <= K <= N and N of at least 2, but got '{text}'")
    return number, count
