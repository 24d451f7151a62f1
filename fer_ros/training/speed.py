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

"""Measures the speed of a model on one core."""

from __future__ import annotations

import time

from fer_ros.model_store.manifest import InputSpec
import numpy as np

WARM_UP = 20
RUNS = 200


def ms_per_face(content: bytes, spec: InputSpec) -> float:
    """Return the median time of an ONNX model for one face on one thread, in milliseconds."""
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
