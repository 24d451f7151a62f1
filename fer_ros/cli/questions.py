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

"""Questions that a command asks if no option answers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
import sys
from typing import Any

from fer_ros.values.errors import FerRosError


def ask(option: str, question: str, choices: Mapping[str, str] | None = None,
        parse: Callable[[str], Any] | None = None) -> Any:
    """
    Ask a question until the answer is valid, and return the answer.

    :param option: the option that answers the question on the command line
    :param choices: the answers with their meanings; the number of an answer chooses it, too
    :param parse: converts an answer to a value, or raises ValueError or FerRosError; by
        default an answer must be one of `choices`
    :raises FerRosError: if standard input has ended, or is not a terminal and the answer is
        invalid; the message names the option.
    """
    choices = choices or {}
    print(question + ':' * bool(choices))
    for number, (name, meaning) in enumerate(choices.items(), start=1):
        print(f'  {number}) {name:<13} {meaning}')
    while True:
        try:
            text = input('> ').strip()
        except EOFError:
            names = f' (one of {", ".join(choices)})' if choices else ''
            raise FerRosError(f'no answer to: {question.split("?")[0]}? Give {option}{names}'
                              ) from None
        if text.isdecimal() and 1 <= int(text) <= len(choices):
            text = list(choices)[int(text) - 1]
        try:
            if parse is not None:
                return parse(text)
            if text in choices:
                return text
            raise ValueError(f"'{text}' is none of {', '.join(choices)}")
        except (ValueError, FerRosError) as error:
            if not sys.stdin.isatty():
                raise FerRosError(f'{option}: {error}') from error
            print(error)
