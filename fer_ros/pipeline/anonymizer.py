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

"""The image that is shown: no face in it can be recognised."""

from __future__ import annotations

from collections.abc import Sequence

from fer_ros.detectors import detect_scaled, Detector
from fer_ros.drawing.hiding import CELLS, hide
from fer_ros.model_store.weights import REMEDIES
from fer_ros.values.faces import Box
import numpy as np

# Rather a lamp hidden than a face shown
THRESHOLD = 0.2
# Faces that are too small for the width of the pipeline's search are hidden as well, and those
# that are too large for this one are found in the other.
WIDTH = 1280
# The second looks at what the first has hidden; the third is for what drew attention only then.
ROUNDS = 3


class Anonymizer:
    """
    Hides every face of an image.

    What the pipeline reports is not enough. It searches some frames only, leaves out faces that
    are weak, small or more than `max_faces`, and says nothing of those that wait for their first
    classification. So every image is searched here, at a low threshold and in two sizes, and what
    the pipeline follows is hidden too, wherever it should be by its motion. Then the result is
    searched again, and what is still found loses all its detail. A face that no search finds
    stays visible.
    """

    def __init__(self, detector: Detector, width: int, threshold: float) -> None:
        """
        Search with a detector that nobody else uses, for this runs in a thread of its own.

        :param width: that the pipeline searches in, pixels; 0 is the full image
        :param threshold: that the pipeline searches with
        """
        self.detector, self._width = detector, width
        self._threshold = min(threshold, THRESHOLD)

    @property
    def warning(self) -> str:
        """Say whose faces this detector leaves visible; '' if it is a good one."""
        return ('anonymize hides only the faces that the detector haar finds, and it misses many '
                f"that are turned: take yunet ({REMEDIES['yunet']} brings its weights)"
                if self.detector.name == 'haar' else '')

    def hide_faces(self, image: np.ndarray, followed: Sequence[Box]) -> np.ndarray:
        """
        Return a copy of an image in which the faces are hidden.

        :param image: (height, width, 3) uint8, BGR
        :param followed: where other faces may be, in pixels
        """
        canvas = np.array(image, order='C')
        boxes = [*followed, *self._search(canvas)]
        for number in range(ROUNDS):
            hide(canvas, boxes, 1 if number else CELLS)
            if not boxes or number == ROUNDS - 1:
                break
            boxes = self._search(canvas)
        return canvas

    def _search(self, image: np.ndarray) -> list[Box]:
        # Images that are not wider are searched as they are, once.
        widths = {min(width or image.shape[1], image.shape[1]) for width in (self._width, WIDTH)}
        return [face.box for width in widths
                for face in detect_scaled(self.detector, image, self._threshold, width)]
