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

"""What is fuzzed: functions of bytes, with the errors by which they may reject them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from fer_ros.values.errors import FerRosError

CORPUS = Path(__file__).parent / 'corpus'


@dataclass(frozen=True)
class Target:
    """
    A function that takes bytes from outside.

    Anything that it raises but `refusals` is a fault. `seeds` returns inputs that it accepts.
    `words` are what a mutation puts into a text; without any the inputs are binary.
    """

    name: str
    run: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]
    words: tuple[bytes, ...]
    refusals: tuple[type[Exception], ...]

    def accepts(self, data: bytes) -> bool:
        """Run once; say whether the input was accepted. A fault comes out as it is."""
        try:
            self.run(data)
        except self.refusals:
            return False
        return True


TARGETS: dict[str, Target] = {}


def target(name: str, seeds: Callable[[], list[bytes]], words: Iterable[bytes] = (),
           refusals: tuple[type[Exception], ...] = ()):
    """Return a decorator that files a function as a target."""
    def file(run: Callable[[bytes], None]) -> Callable[[bytes], None]:
        TARGETS[name] = Target(name, run, seeds, tuple(words), (FerRosError, *refusals))
        return run
    return file


def corpus(name: str) -> list[Path]:
    """Return the stored cases of a target: those that once failed."""
    return sorted((CORPUS / name).glob('*'))
