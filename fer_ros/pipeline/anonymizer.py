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

"""Hiding the faces in the annotated image."""

from __future__ import annotations

from collections.abc import Sequence

from fer_ros.detectors import detect_scaled, Detector
from fer_ros.drawing.hiding import CELLS, hide
from fer_ros.model_store.weights import REMEDIES
from fer_ros.values.faces import Box
import numpy as np

# Low on purpose: a hidden lamp is better than a visible face.
THRESHOLD = 0.2
# Width of a second detection image, for faces that are too small in that of the pipeline
WIDTH = 1280
# The second round detects what the first one has hidden badly, the third what the second has.
ROUNDS = 3


class Anonymizer:
    """
    Hides every face of an image.

    The results of the pipeline are not enough. It detects faces in some frames only. It leaves
    out faces with a low score, small faces, those beyond `max_faces`, and those that wait for
    their first classification. So the anonymizer detects faces in every image, with a low
    threshold and at two sizes, and also hides the tracks where they are expected. Then it detects
    faces in the result; those lose all detail. A face that is never detected stays visible.
    """

    def __init__(self, detector: Detector, width: int, threshold: float) -> None:
        """
        Take a detector that nothing else uses, because the anonymizer runs in another thread.

        :param width: of the detection image of the pipeline, pixels; 0 is the full image
        :param threshold: of the detection in the pipeline, 0..1
        """
        self.detector, self._width = detector, width
        self._threshold = min(threshold, THRESHOLD)

    @property
    def warning(self) -> str:
        """Return the warning about a detector that misses many faces; empty for others."""
        return ('anonymize hides only the faces that the detector haar finds, and it misses many '
                f"that are turned: take yunet ({REMEDIES['yunet']} brings its weights)"
                if self.detector.name == 'haar' else '')

    def hide_faces(self, image: np.ndarray, tracked: Sequence[Box]) -> np.ndarray:
        """
        Return a copy of an image in which the faces are hidden.

        :param image: (height, width, 3) uint8, BGR
        :param tracked: where other faces may be, in pixels
        """
        canvas = np.array(image, order='C')
        boxes = [*tracked, *self._detect(canvas)]
        for number in range(ROUNDS):
            hide(canvas, boxes, 1 if number else CELLS)
            if not boxes or number == ROUNDS - 1:
                break
            boxes = self._detect(canvas)
        return canvas

    def _detect(self, image: np.ndarray) -> list[Box]:
        # Narrower images are used as they are, once.
        widths = {min(width or image.shape[1], image.shape[1]) for width in (self._width, WIDTH)}
        return [face.box for width in widths
                for face in detect_scaled(self.detector, image, self._threshold, width)]
