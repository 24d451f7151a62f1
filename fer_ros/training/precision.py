"""Mixed precision, where the device has it."""

from __future__ import annotations

from pathlib import Path

POLICIES = ('auto', 'float32', 'mixed_bfloat16')


def mixed_policy(wanted: str = 'auto') -> str:
    """
    Return the Keras dtype policy for a training that may use mixed precision.

    :param wanted: one of POLICIES; `auto` is mixed_bfloat16 on a GPU that Keras's backend sees
        and on processors with bfloat16 instructions (AVX-512 BF16, AMX), else float32
    """
    if wanted != 'auto':
        return wanted
    return 'mixed_bfloat16' if _gpu() or _processor() else 'float32'


def _gpu() -> bool:
    import keras

    # Keras lists devices as 'cpu:0', 'gpu:0', 'cuda:0' and the like.
    return any(not device.startswith('cpu') for device in keras.distribution.list_devices())


def _processor() -> bool:
    try:
        flags = Path('/proc/cpuinfo').read_text(encoding='ascii', errors='ignore')
    except OSError:
        return False
    return 'avx512_bf16' in flags or 'amx_bf16' in flags
