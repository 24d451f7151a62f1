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

"""Mixed precision, if the device supports it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def dtype_policy(policy: str) -> Iterator[None]:
    """Let the layers that the block builds have this Keras dtype policy."""
    import keras

    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def mixed_policy(wanted: str = 'auto') -> str:
    """
    Return the Keras dtype policy for a training that may use mixed precision.

    :param wanted: `float32`, `mixed_bfloat16` or `auto`: mixed_bfloat16 on a GPU that Keras's
        backend sees and on processors with bfloat16 instructions (AVX-512 BF16, AMX), else
        float32
    """
    if wanted != 'auto':
        return wanted
    return 'mixed_bfloat16' if has_gpu() or _processor() else 'float32'


def has_gpu() -> bool:
    """Return whether Keras's backend sees a GPU."""
    import keras

    # Keras cannot list the devices on torch.
    backend = keras.backend.backend()
    if backend == 'torch':
        import torch
        return torch.cuda.is_available()
    if backend == 'jax':
        import jax
        return jax.default_backend() != 'cpu'
    import tensorflow
    return bool(tensorflow.config.list_physical_devices('GPU'))


def _processor() -> bool:
    try:
        flags = Path('/proc/cpuinfo').read_text(encoding='ascii', errors='ignore')
    except OSError:
        return False
    return 'avx512_bf16' in flags or 'amx_bf16' in flags
