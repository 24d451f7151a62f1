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

"""YuNet on ONNX Runtime, so that it works with any OpenCV."""

from __future__ import annotations

from functools import lru_cache
import hashlib
from pathlib import Path

import cv2
from fer_ros.detectors.detector import Detector
from fer_ros.model_store.devices import session_device
from fer_ros.model_store.onnx_axes import free_image_axes
from fer_ros.model_store.session import open_session
from fer_ros.model_store.weights import WEIGHTS
from fer_ros.values.compute import Compute, PLAIN_CPU
from fer_ros.values.errors import ModelError
from fer_ros.values.faces import Box, Face
import numpy as np

STRIDES = (8, 16, 32)
# The network halves its input five times.
_DIVISOR = STRIDES[-1]
# The defaults of OpenCV's FaceDetectorYN
NMS_THRESHOLD = 0.3
TOP_K = 5000
# Files that declare a fixed input size although their network takes any: a detection at 640x640
# takes five times as long as at 320x240.
_FIXED_FILES = {spec.sha256 for spec in WEIGHTS['yunet'] if spec.fixed_size}
# Pixels of the mirror image beyond the border, at most an eighth of the image. Of the 18 faces of
# four group photos, cut by 40 and by 50 % at each side, 96 % are found with it, without it 78 and
# 61 %. It costs a quarter more time at 320x240; 32 pixels find no more of them. In smaller images,
# which are face crops, it makes the detection worse.
BORDER = 16
_MIN_MIRRORED = 64
_MIN_INSIDE = 0.4
_OUTPUTS = [f'{kind}_{stride}' for kind in ('cls', 'obj', 'bbox', 'kps') for stride in STRIDES]


class YuNetDetector(Detector):
    """
    The detector of Wu et al. 2023, https://doi.org/10.1007/s11633-023-1423-y.

    It returns the same as `cv2.FaceDetectorYN` (opencv/modules/objdetect/src/face_detect.cpp),
    with five landmarks. If the weights take any input size, the image is not resized, and its
    border is mirrored outwards, because the network misses faces that the border cuts. This
    includes the published weights of 640x640, whose declared size is removed in memory. For other
    weights of a fixed input size the image is resized to fit.
    """

    name = 'yunet'
    # 90 % of the fully visible faces of FER2013 that were enlarged to 144 pixels have more. Half
    # covered ones have 0.65, if they are found at all.
    full_score = 0.85

    def __init__(self, weights: Path | str, compute: Compute = PLAIN_CPU) -> None:
        """
        Load the weights.

        :param compute: device and number of threads of a detection
        :raises ModelError: if they cannot be loaded or are not those of YuNet of December 2022 or
            later
        :raises MissingDependencyError: if ONNX Runtime is not installed
        """
        self._session = open_session(Path(weights), compute=compute, prepare=lambda content: (
            free_image_axes(content)
            if hashlib.sha256(content).hexdigest() in _FIXED_FILES else content))
        self.device = session_device(self._session)
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        if (len(inputs) != 1 or len(inputs[0].shape) != 4
                or not {one.name for one in outputs}.issuperset(_OUTPUTS)):
            raise ModelError(
                f'{weights} is not YuNet of December 2022 or later: it has the inputs '
                f'{[one.name for one in inputs]} and the outputs {[one.name for one in outputs]}, '
                f'but must have one input of four axes and the outputs {_OUTPUTS}')
        self._input = inputs[0].name
        height, width = inputs[0].shape[2:]
        # A free axis has a name or None instead of a number.
        fixed = isinstance(width, int) and isinstance(height, int)
        self._fixed_size: tuple[int, int] | None = (width, height) if fixed else None

    def detect(self, image: np.ndarray, threshold: float) -> list[Face]:
        """Return the faces with a score of at least `threshold`, as `Detector.detect` says."""
        if self._fixed_size is None:
            return self._detect_in_mirrored(image, threshold)
        source_height, source_width = image.shape[:2]
        fit = min(self._fixed_size[0] / source_width, self._fixed_size[1] / source_height)
        width, height = (max(round(side * fit), 1) for side in (source_width, source_height))
        if fit != 1.0:
            shrink = fit < 1.0
            image = cv2.resize(image, (width, height),
                               interpolation=cv2.INTER_AREA if shrink else cv2.INTER_LINEAR)
        factors = source_width / width, source_height / height
        return [face.scaled(*factors) for face in self._detect(image, self._fixed_size, threshold)]

    def _detect_in_mirrored(self, image: np.ndarray, threshold: float) -> list[Face]:
        """Return the faces of an image that is continued by its mirror image on all sides."""
        height, width = image.shape[:2]
        image, border = mirror_border(image)
        faces = self._detect(image, image.shape[1::-1], threshold)
        inside = Box(0.0, 0.0, width, height)
        moved = (face.moved(-border, -border) for face in faces)
        return [face for face in moved
                if face.box.intersection(inside) >= _MIN_INSIDE * face.box.area]

    def _detect(self, image: np.ndarray, size: tuple[int, int], threshold: float) -> list[Face]:
        """Return the faces of an image, which is padded with black to `size` (width, height)."""
        width, height = size
        blob = np.zeros((1, 3, height, width), np.float32)
        for plane, channel in zip(blob[0], cv2.split(image), strict=True):
            plane[:image.shape[0], :image.shape[1]] = channel
        outputs = self._session.run(_OUTPUTS, {self._input: blob})
        boxes, landmarks, scores = _decode(outputs, width, height, threshold)
        if len(scores) > 1:
            # Like FaceDetectorYN, suppress overlapping boxes in whole pixels.
            kept = np.asarray(
                cv2.dnn.NMSBoxes(boxes.astype(np.int32).tolist(), scores.tolist(), 0.0,
                                 NMS_THRESHOLD, eta=1.0, top_k=TOP_K), np.intp).ravel()
            boxes, landmarks, scores = boxes[kept], landmarks[kept], scores[kept]
        return [Face(Box(*box), score, points) for box, score, points
                in zip(boxes.tolist(), scores.tolist(), landmarks, strict=True)]


def mirror_border(image: np.ndarray) -> tuple[np.ndarray, int]:
    """
    Return the image continued on all sides, and by how many pixels at the left and the top.

    The sides of the result are what the network needs, multiples of 32 pixels. Below 64 pixels
    black is added at the right and at the bottom only.
    """
    height, width = image.shape[:2]
    shorter = min(width, height)
    border, kind = min(BORDER, shorter // 8), cv2.BORDER_REFLECT_101
    if shorter < _MIN_MIRRORED:
        border, kind = 0, cv2.BORDER_CONSTANT
    right, bottom = (border + -(side + 2 * border) % _DIVISOR for side in (width, height))
    return cv2.copyMakeBorder(image, border, bottom, border, right, kind), border


def _decode(outputs: list[np.ndarray], width: int, height: int,
            threshold: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    Return boxes (n, 4), landmarks (n, 5, 2) and scores (n,) of at least `threshold`.

    A box is x, y, width, height in pixels of the input of the network, `width` x `height`.
    """
    cls, obj = (np.concatenate([part[0, :, 0] for part in outputs[start:start + 3]])
                for start in (0, 3))
    # Select the few candidates of thousands with one multiplication. The tolerance allows for
    # rounding; the exact comparison follows below.
    index = np.flatnonzero(cls * obj >= threshold * threshold * (1 - 1e-5))
    scores = np.sqrt(np.clip(cls[index], 0.0, 1.0) * np.clip(obj[index], 0.0, 1.0))
    bbox, kps = (np.concatenate([part[0] for part in outputs[start:start + 3]])[index]
                 for start in (6, 9))
    cells, strides = _priors(width, height)
    cells, strides = cells[index], strides[index]
    centres = (bbox[:, :2] + cells) * strides
    with np.errstate(over='ignore'):
        sizes = np.exp(bbox[:, 2:]) * strides
    landmarks = (kps.reshape(-1, 5, 2) + cells[:, None]) * strides[:, None]
    boxes = np.concatenate([centres - sizes / 2, sizes], axis=1)
    valid = np.isfinite(boxes).all(axis=1) & (scores >= threshold)
    return boxes[valid], landmarks[valid], scores[valid]


@lru_cache(maxsize=16)
def _priors(width: int, height: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the cell (n, 2: column, row) and the stride (n, 1) of each output."""
    cells, strides = [], []
    for stride in STRIDES:
        rows, columns = np.mgrid[:height // stride, :width // stride]
        cells.append(np.stack([columns.ravel(), rows.ravel()], axis=1))
        strides.append(np.full((rows.size, 1), stride))
    return (np.concatenate(cells).astype(np.float32),
            np.concatenate(strides).astype(np.float32))
