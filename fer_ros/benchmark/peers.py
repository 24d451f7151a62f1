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

"""Other packages for emotion recognition, to compare with: DeepFace and fer."""

from __future__ import annotations

from collections.abc import Callable
import contextlib
import hashlib
import io
import os
from pathlib import Path

import numpy as np

Peer = Callable[[np.ndarray], object]
_WEIGHTS = '.deepface/weights/facial_expression_model_weights.onnx'


def peers(weights: Path | None) -> tuple[dict[str, Peer], dict[str, str]]:
    """
    Return the installed peers, and a note on each peer, whether installed or not.

    DeepFace.analyze uses its default detector and ONNX Runtime, as fer_ros does. fer uses the
    defaults of `FER()`.

    :param weights: folder for $DEEPFACE_HOME; with None DeepFace decides, and downloads missing
        weights
    """
    found: dict[str, Peer] = {}
    notes: dict[str, str] = {}
    for name, build in (('deepface', lambda: _deepface(weights)), ('fer', _fer)):
        try:
            found[name], notes[name] = build()
        # The package or its weights are missing, or the package raises another error.
        except Exception as error:
            notes[name] = f'not measured: {type(error).__name__}: {error}'
    return found, notes


def _deepface(weights: Path | None) -> tuple[Peer, str]:
    os.environ.setdefault('DEEPFACE_BACKEND_ENGINE', 'onnx')
    os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '2')
    if weights is not None:
        os.environ['DEEPFACE_HOME'] = str(weights)
    from deepface import __version__, DeepFace

    def analyze(image: np.ndarray) -> object:
        return DeepFace.analyze(image, actions=['emotion'], enforce_detection=False, silent=True)
    analyze(np.zeros((64, 64, 3), np.uint8))
    file = Path(os.environ.get('DEEPFACE_HOME') or Path.home()) / _WEIGHTS
    content = file.read_bytes() if file.is_file() else b''
    given = ' given with --peer-weights' if weights else ''
    return analyze, (f'DeepFace.analyze of {__version__}, detector opencv, engine '
                     f"{os.environ['DEEPFACE_BACKEND_ENGINE']}, weights{given} "
                     f'{hashlib.sha256(content).hexdigest()[:12] if content else "not found"}')


def _fer() -> tuple[Peer, str]:
    os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '2')
    from importlib import metadata

    with contextlib.redirect_stdout(io.StringIO()):
        from fer.fer import FER

        recogniser = FER()
    return recogniser.detect_emotions, f"FER().detect_emotions of {metadata.version('fer')}"
