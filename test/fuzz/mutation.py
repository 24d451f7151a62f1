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

"""Mutations: an input that was good, with some of it changed, doubled, moved or cut off."""

from __future__ import annotations

from collections.abc import Sequence
import random
import re

_TOKENS = re.compile(rb'\w+|\s+|.', re.DOTALL)
_NUMBERS = (0, 1, 2, 4, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff,
            0x80000000, 0xfffffffb, 0xfffffffc, 0xffffffff)
# Enough for every state of these parsers; larger ones only take time.
MOST = 1 << 16


class Mutator:
    """Makes inputs, the same ones for the same seed."""

    def __init__(self, seeds: Sequence[bytes], words: Sequence[bytes] = (),
                 seed: int = 0) -> None:
        """Take what to start from, and the words of the language where it is a text."""
        self._random = random.Random(seed)
        self._texts = [_TOKENS.findall(one) for one in seeds] if words else []
        self._binary = list(seeds)
        self._words = list(words)

    def draw(self) -> bytes:
        """Return the next input."""
        # A text is broken now and then as bytes, too.
        if self._texts and self._random.random() < 0.9:
            return self._text()
        return self._bytes()

    def _count(self) -> int:
        count = 1
        while count < 8 and self._random.random() < 0.5:
            count += 1
        return count

    def _text(self) -> bytes:
        pick, choice = self._random.random, self._random.choice
        tokens = list(choice(self._texts))
        for _ in range(self._count()):
            place, kind = int(pick() * (len(tokens) + 1)), int(pick() * 6)
            if kind <= 1:
                tokens[place:place + 1] = [choice(self._words)]
            elif kind == 2:
                tokens.insert(place, choice(self._words))
            elif kind == 3:
                del tokens[place:place + 1 + int(4 * pick() ** 3)]
            elif kind == 4:
                end = place + 1 + int(pick() * 12)
                part = tokens[place:end] * (1 + int(3 * pick() ** 4))
                where = int(pick() * (len(tokens) + 1))
                tokens[where:where] = part
            else:
                other = choice(self._texts)
                start = int(pick() * (len(other) + 1))
                tokens[place:] = other[start:]
        return b''.join(tokens)[:MOST]

    def _bytes(self) -> bytes:
        pick, choice = self._random.random, self._random.choice
        data = bytearray(choice(self._binary))
        for _ in range(self._count()):
            place, kind = int(pick() * (len(data) + 1)), int(pick() * 8)
            if kind == 0 and place < len(data):
                data[place] ^= 1 << int(pick() * 8)
            elif kind == 1:
                data[place:place + 1] = bytes((int(pick() * 256),))
            elif kind == 2:
                size = choice((1, 2, 4))
                number = choice(_NUMBERS) & ((1 << 8 * size) - 1)
                data[place:place + size] = number.to_bytes(size, choice(('little', 'big')))
            elif kind == 3:
                del data[place:]
            elif kind == 4:
                del data[place:place + 1 + int(pick() * 16)]
            elif kind == 5:
                part = data[place:place + 1 + int(pick() * 64)]
                where = int(pick() * (len(data) + 1))
                data[where:where] = part
            elif kind == 6:
                data[place:place] = self._random.randbytes(1 + int(pick() * 8))
            else:
                other = choice(self._binary)
                data[place:] = other[int(pick() * (len(other) + 1)):]
        return bytes(data[:MOST])
