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

"""How much memory the C library keeps of what models and threads have let go of."""

from __future__ import annotations

import ctypes
import os

# Each change of a model loads it in a thread of its own. With several heaps (arenas; glibc has up
# to eight a core) each comes to hold the largest model once and never gets back in order; in one
# the threads of the node hardly meet (`fer_ros benchmark`, messages: no difference).
ARENAS = 1
_M_ARENA_MAX = -8  # malloc.h


def limit_arenas(count: int = ARENAS) -> bool:
    """
    Let malloc(3) of glibc have no more than `count` heaps for all threads from now on.

    $MALLOC_ARENA_MAX and $GLIBC_TUNABLES, where they are set, are the user's own choice.

    :return: whether the limit is in force; it is not where the C library is another
    """
    if {'MALLOC_ARENA_MAX', 'GLIBC_TUNABLES'} & set(os.environ):
        return False
    return _libc('mallopt', _M_ARENA_MAX, count)


def give_back() -> bool:
    """
    Give the free memory of all heaps back to the system, as malloc_trim(3) of glibc does.

    It takes milliseconds and is meant for the moment after a change of settings: what models and
    frames of the old ones held would else stay with the process.

    :return: whether there was any
    """
    return _libc('malloc_trim', 0)


def _libc(name: str, *arguments: int) -> bool:
    try:
        return getattr(ctypes.CDLL(None), name)(*arguments) == 1
    except (OSError, AttributeError, TypeError):  # musl, macOS, Windows
        return False
