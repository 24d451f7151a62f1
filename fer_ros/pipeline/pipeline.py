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

"""The pipeline: find faces, follow them, classify them in one batch, smooth what they show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import monotonic, perf_counter

import cv2
from fer_ros.classifiers import BACKENDS, Classifier
from fer_ros.classifiers.alignment import crop_aligned
from fer_ros.classifiers.cropping import crop_face
from fer_ros.classifiers.quality import face_quality
from fer_ros.codec import as_lazy_image, LazyImage
from fer_ros.detectors import detect_scaled, Detector, DETECTORS
from fer_ros.model_store.devices import device_warning
from fer_ros.pipeline.anonymizer import Anonymizer
from fer_ros.pipeline.guard import Guard
from fer_ros.pipeline.schedule import Schedule
from fer_ros.tracking import Smoother, Track, Tracker
from fer_ros.values.affect import valence_arousal
from fer_ros.values.compute import Compute, DEVICES
from fer_ros.values.faces import Box, Face, FaceEmotion
from fer_ros.values.labels import LABELS
from fer_ros.values.settings import Settings
import numpy as np

Times = dict[str, float]

# Faces with this share of the least detection score keep known faces alive.
WEAK_SHARE = 0.5
# Of models that do not say how large a face they want to see
USUAL_SIDE = 48


class Pipeline:
    """
    Turns frames into emotions with the detector and the model that the settings name.

    Building one loads the models. Between frames it remembers the faces that it follows.
    """

    def __init__(self, settings: Settings, *, previous: Pipeline | None = None,
                 numbers: Iterator[int] | None = None,
                 classifier: Classifier | None = None) -> None:
        """
        Load what `settings` name; the backends warm up as they load.

        :param previous: a pipeline whose faces are taken over, and its parts where the same ones
            are asked for; it must not be used any more
        :param numbers: of the identifiers of new faces, without a `previous` one; left out, they
            begin with 1
        :param classifier: what `backend` and `model` name, where it is loaded already
        :raises SettingError: on the name of a part that does not exist
        :raises ModelError: if a model file is missing or unusable
        """
        self.settings = settings
        self.detector: Detector
        self.classifier: Classifier
        self.tracker: Tracker
        self.anonymizer: Anonymizer | None = None
        old = previous.settings if previous else None
        compute = Compute(settings.device, settings.num_threads)

        def new_detector() -> Detector:
            return DETECTORS.create(settings.detector, settings.detector_weights,
                                    optional={'compute': compute})

        # OpenCV has one number for the whole process.
        cv2.setNumThreads(compute.num_threads or cv2.getNumberOfCPUs())
        same = old is not None and compute == Compute(old.device, old.num_threads)
        if previous and old and same and (old.detector, old.detector_weights) == (
                settings.detector, settings.detector_weights):
            self.detector = previous.detector
        else:
            self.detector = new_detector()
        if settings.anonymize:
            self.anonymizer = Anonymizer(
                # Of its own: it works while the other one searches the next frame.
                previous.anonymizer.detector
                if previous and previous.anonymizer and self.detector is previous.detector else
                new_detector(), settings.detection_width, settings.detection_threshold)
        if classifier is not None:
            self.classifier = classifier
        elif previous and old and same and (old.backend, old.model) == (
                settings.backend, settings.model):
            self.classifier = previous.classifier
        else:
            self.classifier = BACKENDS.create(settings.backend, settings.model,
                                              optional={'compute': compute})
        self.tracker = previous.tracker if previous else Tracker(numbers)
        # The old pipeline may still have a frame in hand: what the faces showed another model is
        # forgotten with the first frame of this one.
        self._other_model: bool = previous is not None and (
            previous._other_model or previous.classifier is not self.classifier)
        self._schedule = Schedule()
        self.guard = Guard()
        self._input_side = self.classifier.input_side or USUAL_SIDE

    @property
    def devices(self) -> dict[str, str]:
        """Return what detector and classifier really run on; '?' where one does not tell."""
        return {'detector': self.detector.device,
                'classifier': self.classifier.device}

    @property
    def device_warning(self) -> str:
        """Say why what runs on ONNX Runtime is not on the device of the settings; '' if it is."""
        used = [device for device in self.devices.values() if device in DEVICES]
        return next(filter(None, (device_warning(self.settings.device, one) for one in used)), '')

    @property
    def followed(self) -> list[Box]:
        """Return where all faces should be that are followed, in sight or not."""
        return [track.box for track in self.tracker.tracks]

    def process(self, image: np.ndarray | LazyImage, stamp: float | None = None,
                times: Times | None = None) -> list[FaceEmotion]:
        """
        Return what each face of the next frame shows, the largest face first.

        New faces that exceed `max_faces_per_frame` have to wait for a later frame. A face that is
        not classified in this one shows what it last did.

        :param image: (height, width, 3) uint8, BGR, or a LazyImage; it is not changed
        :param stamp: when the image was taken, seconds; left out, now
        :param times: takes the seconds that `detector`, `tracker` (with the smoothing), `prepare`
            (crops and their quality) and `classifier` took; `detector` is 0 where faces were
            followed only
        :raises ImageError: if the array is of another shape or type
        :raises PartError: if the detector or the model fails, or its answer cannot be
        """
        settings = self.settings
        start = perf_counter()
        picture = as_lazy_image(image)
        height, width = picture.shape[:2]
        stamp = self.tracker.advance(monotonic() if stamp is None else stamp, (width, height),
                                     settings.track_timeout)
        if self._other_model:
            self.tracker.forget_emotions()
            self._other_model = False
        moved = perf_counter()
        due = self._schedule.is_due(stamp, settings.detection_rate)
        found = self._faces(picture, WEAK_SHARE * settings.detection_threshold) if due else []
        detected = perf_counter()
        if due:
            self._schedule.note_detection(stamp, detected - moved)
            least, most = settings.detection_threshold, settings.max_faces
            self.tracker.match([face for face in found if face.score >= least][:most],
                               [face for face in found if face.score < least][:most])
        tracks = _largest([track for track in self.tracker.visible
                           if _is_inside(track.box, width, height)], settings.max_faces)
        chosen = self._schedule.choose(tracks, settings.classification_rate,
                                       settings.max_faces_per_frame)
        tracked = perf_counter()
        crops = self._crops(picture, [track.face for track in chosen])
        for track, crop in zip(chosen, crops, strict=True):
            track.quality = face_quality(crop, track.face, self._input_side)
        prepared = perf_counter()
        probabilities = self.guard.classify(self.classifier, crops)
        classified = perf_counter()
        for track, row in zip(chosen, probabilities, strict=True):
            track.smoother.update(row, stamp, time_constant=settings.smoothing_time,
                                  margin=settings.label_margin, weight=track.quality,
                                  since=track.since)
        emotions = [self._emotion(track.face_id, track.face, track.smoother, track.quality)
                    for track in tracks if track.smoother.label >= 0]
        if times is not None:
            times.update(
                detector=detected - moved if due else 0.0,
                tracker=moved - start + tracked - detected + perf_counter() - classified,
                prepare=prepared - tracked, classifier=classified - prepared)
        return emotions

    def process_photo(self, image: np.ndarray | LazyImage) -> list[FaceEmotion]:
        """
        Return what each face of a photo shows, as `process` does, but of this image alone.

        The photo has nothing to do with the frames before or after it.
        """
        settings, picture = self.settings, as_lazy_image(image)
        faces = self._faces(picture, settings.detection_threshold)[:settings.max_faces]
        crops = self._crops(picture, faces)
        emotions = []
        for number, (face, crop, row) in enumerate(
                zip(faces, crops, self.guard.classify(self.classifier, crops), strict=True),
                start=1):
            smoother = Smoother()
            smoother.update(row, 0.0, time_constant=0.0, margin=0.0)
            emotions.append(self._emotion(f'f{number}', face, smoother,
                                          face_quality(crop, face, self._input_side)))
        return emotions

    def _emotion(self, face_id: str, face: Face, smoother: Smoother,
                 quality: float) -> FaceEmotion:
        valence, arousal = valence_arousal(smoother.probabilities,
                                           self.classifier.affect)
        return FaceEmotion(face_id, face, smoother.probabilities, smoother.raw,
                           valence=valence, arousal=arousal, label=LABELS[smoother.label],
                           quality=quality)

    def _crops(self, picture: LazyImage, faces: Sequence[Face]) -> list[np.ndarray]:
        crop = crop_aligned if self.settings.align else crop_face
        margin, side = self.settings.face_margin, self.classifier.input_side
        return [crop(picture, face, margin, side) for face in faces]

    def _faces(self, picture: LazyImage, threshold: float) -> list[Face]:
        """Detect faces and keep those that the settings let pass, the largest first."""
        settings = self.settings
        found = detect_scaled(self.guard.detector(self.detector), picture, threshold,
                              settings.detection_width)
        height, width = picture.shape[:2]
        faces = [face for face in found
                 if min(face.box.width, face.box.height) >= settings.min_face_size
                 and _is_inside(face.box, width, height)]
        return sorted(faces, key=lambda face: face.box.area, reverse=True)


def _is_inside(box: Box, width: int, height: int) -> bool:
    # Most are in the midst of the image. A sliver at its border rounds to nothing: no region to
    # report.
    return (0 <= box.x < width - 1 and 0 <= box.y < height - 1
            and box.width >= 2 and box.height >= 2) or min(box.clipped(width, height)[2:]) > 0


def _largest(tracks: list[Track], most: int) -> list[Track]:
    return sorted(tracks, key=lambda track: track.box.area, reverse=True)[:most]
