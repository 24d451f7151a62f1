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

"""Sets up the memory allocator of the C library for large images and changes of the model."""

from __future__ import annotations

import ctypes
import os

# Each change of the model loads it in a new thread. With several heaps (arenas; glibc has up to
# eight a core) each heap grows at some time to hold the largest model and stays fragmented. With
# one heap the threads of the node hardly ever wait for each other (`fer_ros benchmark speed`,
# messages: no difference).
ARENAS = 1
# An image of 3840x2160 in bgr8 has 24 MiB; glibc accepts at most half of its largest heap.
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
    Limit malloc(3) of glibc to `count` heaps for all threads from now on.

    If $MALLOC_ARENA_MAX or $GLIBC_TUNABLES is set, the user's own choice applies.

    :return: whether the limit was set; False with another C library
    """
    if {'MALLOC_ARENA_MAX', 'GLIBC_TUNABLES'} & set(os.environ):
        return False
    return _libc('mallopt', _M_ARENA_MAX, count)


def keep_large_blocks() -> list[str]:
    """
    Let malloc(3) of glibc keep the memory of large images for the next ones.

    By default glibc maps a block of this size anew each time and unmaps it when it is freed, and
    the kernel clears every page of it: at 1920x1080 that is most of the cost of an image. In
    return the process keeps the memory of the largest few images, up to KEPT_FREE.

    If $MALLOC_MMAP_THRESHOLD_, $MALLOC_TRIM_THRESHOLD_, $MALLOC_TOP_PAD_ or $GLIBC_TUNABLES is
    set, the user's own choice applies.

    :return: names of the variables for which a value was set; none with another C library
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

    It takes milliseconds. Call it after a change of settings: otherwise the process keeps the
    memory of the old models and frames.

    :return: whether any memory was given back
    """
    return _libc('malloc_trim', 0)


def _libc(name: str, *arguments: int) -> bool:
    try:
        return getattr(ctypes.CDLL(None), name)(*arguments) == 1
    except (OSError, AttributeError, TypeError):  # musl, macOS, Windows
        return False
