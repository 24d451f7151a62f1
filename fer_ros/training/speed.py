"""How fast a model is on one core."""

from __future__ import annotations

from pathlib import Path
import platform
import time

import numpy as np

from fer_ros.model_store.manifest import InputSpec

WARM_UP = 20
RUNS = 200


def ms_per_face(content: bytes, spec: InputSpec) -> float:
    """Return the median milliseconds of an ONNX model on one face and one thread."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(content, options, providers=['CPUExecutionProvider'])
    shape = ((1, spec.height, spec.width, spec.channels) if spec.layout == 'NHWC' else
             (1, spec.channels, spec.height, spec.width))
    face = {session.get_inputs()[0].name:
            np.random.default_rng(0).random(shape).astype(np.float32)}
    times = []
    for _ in range(WARM_UP + RUNS):
        start = time.perf_counter()
        session.run(None, face)
        times.append(time.perf_counter() - start)
    return float(1000 * np.median(times[WARM_UP:]))


def cpu_name() -> str:
    """Return the processor's name as Linux gives it, or its architecture."""
    try:
        for line in Path('/proc/cpuinfo').read_text(encoding='utf-8').splitlines():
            if line.startswith('model name'):
                return line.partition(':')[2].strip()
    except OSError:
        pass
    return platform.machine()
