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

"""The heaps of threads: their number, as the C library itself reports it."""

import os
import platform
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != 'glibc', reason='of glibc alone')

# Threads that allocate at the same time, and then malloc_info(3)
COUNT = """
import ctypes, sys, threading
from fer_ros.node.heap import limit_arenas
print(limit_arenas())
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
barrier = threading.Barrier(12)
def work():
    barrier.wait()
    kept = [libc.malloc(1000) for _ in range(100)]
    barrier.wait()
threads = [threading.Thread(target=work) for _ in range(12)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc.fopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b'w'))
libc.malloc_info(0, file)
libc.fclose(file)
"""


@pytest.mark.parametrize(('variables', 'limited'), [
    ({}, True), ({'MALLOC_ARENA_MAX': '5'}, False)])
def test_threads_share_a_heap(tmp_path, variables, limited):
    environment = {name: value for name, value in os.environ.items()
                   if name not in ('MALLOC_ARENA_MAX', 'GLIBC_TUNABLES')}
    done = subprocess.run(
        [sys.executable, '-c', COUNT, str(tmp_path / 'info.xml')], env=environment | variables,
        capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == [str(limited)]
    heaps = (tmp_path / 'info.xml').read_text().count('<heap nr=')
    assert heaps == (1 if limited else 5)


# A hundred MB in small pieces, all but every thousandth of them freed
FREED = """
import ctypes
from fer_ros.benchmark.children import resident_mib
from fer_ros.node.heap import give_back
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.memset.argtypes = ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t
libc.free.argtypes = ctypes.c_void_p,
pieces = [libc.malloc(20000) for _ in range(5000)]
for piece in pieces:
    libc.memset(piece, 1, 20000)
for number, piece in enumerate(pieces):
    if number % 1000 != 999:
        libc.free(piece)
before = resident_mib('self')
print(give_back(), before - resident_mib('self'))
"""


def test_what_is_free_goes_back_to_the_system():
    done = subprocess.run([sys.executable, '-c', FREED], capture_output=True, text=True,
                          check=True, timeout=60)
    given, less = done.stdout.split()
    assert given == 'True' and float(less) > 10


FAULTS = """
import resource
from fer_ros.node.heap import keep_large_blocks
import numpy as np
print(*keep_large_blocks())
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
def use(count):
    for _ in range(count):
        np.empty(6_220_800, np.uint8)[:] = 1  # 1920x1080 in bgr8
use(3)
before = faults()
use(50)
print((faults() - before) / 50)
"""


@pytest.mark.parametrize(('variables', 'options', 'reused'), [
    ({}, 3, True), ({'MALLOC_MMAP_THRESHOLD_': '100000'}, 2, False),
    ({'GLIBC_TUNABLES': 'glibc.malloc.mmap_threshold=100000'}, 0, False)])
def test_the_memory_of_large_images_is_used_again(variables, options, reused):
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith('MALLOC_') and name != 'GLIBC_TUNABLES'}
    done = subprocess.run([sys.executable, '-c', FAULTS], env=environment | variables,
                          capture_output=True, text=True, check=True, timeout=60)
    named, faults = done.stdout.splitlines()
    assert len(named.split()) == options
    assert (float(faults) < 1) == reused
