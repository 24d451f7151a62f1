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

"""The pipeline: detect faces, crop them, classify them in one batch."""

from __future__ import annotations

from time import perf_counter

from fer_ros.classifiers import BACKENDS, Classifier
from fer_ros.classifiers.cropping import crop_face
from fer_ros.codec import as_picture, Picture
from fer_ros.detectors import detect_scaled, Detector, DETECTORS
from fer_ros.values.affect import valence_arousal
from fer_ros.values.faces import Face, FaceEmotion
from fer_ros.values.settings import Settings
import numpy as np

Times = dict[str, float]


class Pipeline:
    """
    Turns frames into emotions with the detector and the model that the settings name.

    Building one loads the models. A pipeline holds no state between frames.
    """

    def __init__(self, settings: Settings, *, previous: Pipeline | None = None) -> None:
        """
        Load what `settings` name; the backends warm up as they load.

        :param previous: a pipeline whose parts are taken over where the same ones are asked for
        :raises SettingError: on the name of a part that does not exist
        :raises ModelError: if a model file is missing or unusable
        """
        self.settings = settings
        self.detector: Detector
        self.classifier: Classifier
        old = previous.settings if previous else None
        if previous and old and (old.detector, old.detector_weights) == (
                settings.detector, settings.detector_weights):
            self.detector = previous.detector
        else:
            self.detector = DETECTORS.create(settings.detector, settings.detector_weights)
        if previous and old and (old.backend, old.model) == (settings.backend, settings.model):
            self.classifier = previous.classifier
        else:
            self.classifier = BACKENDS.create(settings.backend, settings.model)

    def process(self, image: np.ndarray | Picture, times: Times | None = None) -> list[FaceEmotion]:
        """
        Return the emotion of each face, the largest face first.

        :param image: (height, width, 3) uint8, BGR, or a Picture; it is not changed
        :param times: takes the seconds that `detector` and `classifier` took
        :raises ImageError: if the array is of another shape or type
        """
        start, picture = perf_counter(), as_picture(image)
        faces = self._faces(picture)
        found = perf_counter()
        # A backend of a third party need not say what size it wants.
        least = getattr(self.classifier, 'input_side', 0)
        crops = [crop_face(picture, face, self.settings.face_margin, least) for face in faces]
        probabilities = self.classifier.classify(crops)
        if times is not None:
            times.update(detector=found - start, classifier=perf_counter() - found)
        return [self._emotion(f'f{number}', face, row)
                for number, (face, row) in enumerate(
                    zip(faces, probabilities, strict=True), start=1)]

    def _emotion(self, face_id: str, face: Face, probabilities: np.ndarray) -> FaceEmotion:
        # A backend of a third party need not know of valence and arousal.
        valence, arousal = valence_arousal(probabilities, getattr(self.classifier, 'affect', ''))
        return FaceEmotion(face_id, face, probabilities, probabilities,
                           valence=valence, arousal=arousal)

    def _faces(self, image: Picture) -> list[Face]:
        """Detect faces and keep those that the settings let pass."""
        settings = self.settings
        found = detect_scaled(self.detector, image, settings.detection_threshold,
                              settings.detection_width)
        height, width = image.shape[:2]
        faces = [face for face in found
                 if min(face.box.width, face.box.height) >= settings.min_face_size
                 # A sliver at the border rounds to nothing: no region to report.
                 and min(face.box.clipped(width, height)[2:]) > 0]
        return sorted(faces, key=lambda face: face.box.area, reverse=True)[:settings.max_faces]
