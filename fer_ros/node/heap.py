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

"""How the C library manages memory: what large images cost, and what stays with the process."""

from __future__ import annotations

import ctypes
import os

# Each change of a model loads it in a thread of its own. With several heaps (arenas; glibc has up
# to eight a core) each comes to hold the largest model once and never gets back in order; in one
# the threads of the node hardly meet (`fer_ros benchmark speed`, messages: no difference).
ARENAS = 1
# An image of 3840x2160 in bgr8 has 24 MiB; glibc accepts no more than half of its largest heap.
LARGEST_BLOCK = 32 * 2**20
KEPT_FREE = 256 * 2**20
GROWTH = 32 * 2**20
_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -2, -3, -8  # malloc.h


def tune() -> None:
    """Set up malloc(3) for a node that handles images; call it before there are threads."""
    limit_arenas()
    keep_large_blocks()


def limit_arenas(count: int = ARENAS) -> bool:
    """
    Let malloc(3) of glibc have no more than `count` heaps for all threads from now on.

    $MALLOC_ARENA_MAX and $GLIBC_TUNABLES, where they are set, are the user's own choice.

    :return: whether the limit is in force; it is not where the C library is another
    """
    if {'MALLOC_ARENA_MAX', 'GLIBC_TUNABLES'} & set(os.environ):
        return False
    return _libc('mallopt', _M_ARENA_MAX, count)


def keep_large_blocks() -> list[str]:
    """
    Let malloc(3) of glibc keep the memory of large images for the next ones.

    By default glibc maps a block of this size anew each time and unmaps it when it is free, and
    the kernel clears every page of it: at 1920x1080 that is most of what an image costs. The
    price is memory: what the largest few images took stays with the process, up to KEPT_FREE.

    $MALLOC_MMAP_THRESHOLD_, $MALLOC_TRIM_THRESHOLD_, $MALLOC_TOP_PAD_ and $GLIBC_TUNABLES, where
    they are set, are the user's own choice.

    :return: the variables in whose place a value was set; none where the C library is another
    """
    if 'GLIBC_TUNABLES' in os.environ:
        return []
    return [name for name, option, value in (
        ('MALLOC_MMAP_THRESHOLD_', _M_MMAP_THRESHOLD, LARGEST_BLOCK),
        ('MALLOC_TRIM_THRESHOLD_', _M_TRIM_THRESHOLD, KEPT_FREE),
        ('MALLOC_TOP_PAD_', _M_TOP_PAD, GROWTH))
        if name not in os.environ and _libc('mallopt', option, value)]


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
