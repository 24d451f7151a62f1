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

"""The pipeline: detect faces, track them, classify them in one batch, smooth the results."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from time import monotonic

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
from fer_ros.pipeline.stopwatch import Stopwatch
from fer_ros.tracking import Smoother, Track, Tracker
from fer_ros.values.affect import valence_arousal
from fer_ros.values.compute import DEVICES
from fer_ros.values.errors import SettingError
from fer_ros.values.faces import Box, Face, FaceEmotion
from fer_ros.values.labels import LABELS
from fer_ros.values.settings import Settings
import numpy as np

Times = dict[str, float]

# Faces with this share of the detection threshold keep known tracks alive.
WEAK_SHARE = 0.5
# Pixels; of models that do not say how large a face they need
USUAL_SIDE = 48


class Pipeline:
    """
    Recognises the emotions in the frames of one stream, with the parts that it is given.

    It remembers the faces from frame to frame, so every stream needs a pipeline of its own.
    """

    def __init__(self, settings: Settings, detector: Detector, classifier: Classifier,
                 tracker: Tracker | None = None, anonymizer: Anonymizer | None = None, *,
                 by_stamps: bool = False) -> None:
        """
        Take the parts; `Pipeline.load` makes them from the settings.

        :param by_stamps: as for `Schedule`
        :raises SettingError: if `anonymize` is set without an anonymizer
        """
        if settings.anonymize and anonymizer is None:
            raise SettingError('anonymize needs an anonymizer: Pipeline.load makes one')
        self.settings, self.anonymizer = settings, anonymizer
        self.detector, self.classifier = detector, classifier
        self.tracker = Tracker() if tracker is None else tracker
        self.guard, self._schedule = Guard(), Schedule(by_stamps=by_stamps)
        # OpenCV has one number for the whole process.
        cv2.setNumThreads(settings.num_threads or cv2.getNumberOfCPUs())

    @classmethod
    def load(cls, settings: Settings, previous: Pipeline | None = None, *,
             detector: Detector | None = None, classifier: Classifier | None = None,
             tracker: Tracker | None = None, by_stamps: bool = False) -> Pipeline:
        """
        Load the parts that the settings name; the backends warm up as they load.

        :param previous: the pipeline to replace, which must not be used any more: its tracks are
            taken over, and so are its parts if the settings name the same ones
        :param detector: what to use instead of the detector that the settings name
        :param classifier: what to use instead of the model that the settings name
        :param tracker: what to use without a previous pipeline
        :param by_stamps: whether the stamps alone decide in which frames faces are detected, not
            how long that takes: the same frames then always give the same results
        :raises SettingError: on the name of a part that does not exist
        :raises ModelError: if a model file is missing or unusable
        :raises MissingDependencyError: if a part needs a package that is not installed
        """
        same = partial(_same, settings, previous.settings if previous else None)
        keep = same('detector', 'detector_weights')
        if detector is None:
            detector = previous.detector if previous and keep else _load_detector(settings)
        if classifier is None:
            classifier = (previous.classifier if previous and same('backend', 'model') else
                          BACKENDS.create(settings.backend, settings.model,
                                          optional={'compute': settings.compute}))
        anonymizer = None
        if settings.anonymize:
            old = previous.anonymizer if previous and keep else None
            # A detector of its own: it runs in another thread.
            anonymizer = Anonymizer(old.detector if old else _load_detector(settings),
                                    settings.detection_width, settings.detection_threshold)
        return cls(settings, detector, classifier, previous.tracker if previous else tracker,
                   anonymizer, by_stamps=by_stamps)

    @property
    def devices(self) -> dict[str, str]:
        """Return the devices that detector and classifier run on; '?' if unknown."""
        return {'detector': self.detector.device, 'classifier': self.classifier.device}

    @property
    def device_warning(self) -> str:
        """Return why ONNX Runtime does not use the device of the settings; empty if it does."""
        used = [device for device in self.devices.values() if device in DEVICES]
        return next(filter(None, (device_warning(self.settings.device, one) for one in used)), '')

    @property
    def tracked_boxes(self) -> list[Box]:
        """Return the boxes of all tracks, visible or lost, in pixels of the last frame."""
        return [track.box for track in self.tracker.tracks]

    def process(self, image: np.ndarray | LazyImage, stamp: float | None = None,
                times: Times | None = None) -> list[FaceEmotion]:
        """
        Return the emotion of each face in the next frame, the largest face first.

        Move the tracks to the time of the frame; if detection is due, detect faces and match them
        with the tracks; classify the faces that are due in one batch; smooth the probabilities.
        New faces that exceed `max_faces_per_frame` wait for a later frame. A face that is not
        classified in this frame keeps its last result.

        :param image: (height, width, 3) uint8, BGR, or a LazyImage; it is not changed
        :param stamp: when the image was taken, seconds; by default now
        :param times: receives the seconds that `detector`, `tracker` (with the smoothing),
            `prepare` (crops and their quality) and `classifier` took; `detector` is 0 in frames
            without detection
        :raises ImageError: if the array has another shape or type
        :raises PartError: if the detector or the model fails, or gives an invalid answer
        """
        settings, watch = self.settings, Stopwatch('detector', 'tracker', 'prepare', 'classifier')
        lazy_image = as_lazy_image(image)
        height, width = lazy_image.shape[:2]
        stamp = self.tracker.predict(monotonic() if stamp is None else stamp, (width, height),
                                     settings.track_timeout)
        self.tracker.forget_other_classifiers(self.classifier)
        watch.lap('tracker')
        if self._schedule.is_due(stamp, settings.detection_rate):
            faces = self._detect(lazy_image, WEAK_SHARE * settings.detection_threshold)
            self._schedule.note_detection(stamp, watch.lap('detector'))
            strong, weak = _split(faces, settings.detection_threshold)
            self.tracker.update(strong[:settings.max_faces], weak[:settings.max_faces])
        tracks = _largest([track for track in self.tracker.visible_tracks
                           if _is_inside(track.box, width, height)], settings.max_faces)
        due = self._schedule.choose(tracks, settings.classification_rate,
                                    settings.max_faces_per_frame)
        watch.lap('tracker')
        crops = self._crops(lazy_image, [track.face for track in due])
        for track, crop in zip(due, crops, strict=True):
            track.quality = self._quality(crop, track.face, (width, height))
        watch.lap('prepare')
        probabilities = self.guard.classify(self.classifier, crops)
        watch.lap('classifier')
        for track, row in zip(due, probabilities, strict=True):
            track.smoother.update(row, stamp, time_constant=settings.smoothing_time,
                                  margin=settings.label_margin, weight=track.quality,
                                  since=track.visible_since)
        emotions = [self._emotion(track.face_id, track.face, track.smoother, track.quality)
                    for track in tracks if track.smoother.label >= 0]
        watch.lap('tracker')
        if times is not None:
            times.update(watch.times)
        return emotions

    def process_photo(self, image: np.ndarray | LazyImage) -> list[FaceEmotion]:
        """
        Return the emotion of each face in a photo, the largest face first.

        Nothing is tracked or smoothed.

        :param image: (height, width, 3) uint8, BGR, or a LazyImage; it is not changed
        :raises ImageError: if the array has another shape or type
        :raises PartError: if the detector or the model fails, or gives an invalid answer
        """
        settings, lazy_image = self.settings, as_lazy_image(image)
        height, width = lazy_image.shape[:2]
        faces = self._detect(lazy_image, settings.detection_threshold)[:settings.max_faces]
        crops = self._crops(lazy_image, faces)
        emotions = []
        for number, (face, crop, row) in enumerate(
                zip(faces, crops, self.guard.classify(self.classifier, crops), strict=True),
                start=1):
            smoother = Smoother()
            smoother.update(row, 0.0, time_constant=0.0, margin=0.0)
            emotions.append(self._emotion(f'f{number}', face, smoother,
                                          self._quality(crop, face, (width, height))))
        return emotions

    def _emotion(self, face_id: str, face: Face, smoother: Smoother,
                 quality: float) -> FaceEmotion:
        valence, arousal = valence_arousal(smoother.probabilities,
                                           self.classifier.affect)
        return FaceEmotion(face_id, face, smoother.probabilities, smoother.raw,
                           valence=valence, arousal=arousal, label=LABELS[smoother.label],
                           quality=quality)

    def _quality(self, crop: np.ndarray, face: Face, image_size: tuple[int, int]) -> float:
        return face_quality(crop, face, self.classifier.input_side or USUAL_SIDE,
                            image_size=image_size, full_score=self.detector.full_score)

    def _crops(self, image: LazyImage, faces: Sequence[Face]) -> list[np.ndarray]:
        crop = crop_aligned if self.settings.align else crop_face
        margin, side = self.settings.face_margin, self.classifier.input_side
        return [crop(image, face, margin, side) for face in faces]

    def _detect(self, image: LazyImage, threshold: float) -> list[Face]:
        """Detect faces and return those that the settings allow, the largest first."""
        settings = self.settings
        found = detect_scaled(self.guard.detector(self.detector), image, threshold,
                              settings.detection_width)
        height, width = image.shape[:2]
        faces = [face for face in found
                 if min(face.box.width, face.box.height) >= settings.min_face_size
                 and _is_inside(face.box, width, height)]
        return sorted(faces, key=lambda face: face.box.area, reverse=True)


def _is_inside(box: Box, width: int, height: int) -> bool:
    # The fast test is for the usual case. A sliver at the border has no whole pixel to report.
    return (0 <= box.x < width - 1 and 0 <= box.y < height - 1
            and box.width >= 2 and box.height >= 2) or min(box.clipped(width, height)[2:]) > 0


def _split(faces: list[Face], threshold: float) -> tuple[list[Face], list[Face]]:
    """Return the faces with at least this score, and the others."""
    return ([face for face in faces if face.score >= threshold],
            [face for face in faces if face.score < threshold])


def _largest(tracks: list[Track], max_count: int) -> list[Track]:
    return sorted(tracks, key=lambda track: track.box.area, reverse=True)[:max_count]


def _same(settings: Settings, old: Settings | None, *names: str) -> bool:
    """Return whether the old settings name the same part, on the same device."""
    return old is not None and settings.compute == old.compute and all(
        getattr(settings, name) == getattr(old, name) for name in names)


def _load_detector(settings: Settings) -> Detector:
    return DETECTORS.create(settings.detector, settings.detector_weights,
                            optional={'compute': settings.compute})
