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

"""
The time of every stage and of the whole pipeline, in one interleaved run.

In each round every case has a turn of a few calls, in random order. The results are medians and
percentiles of the rounds after the warm-up. Frames are composed from photos, with the number of
faces and the size that a case needs. Unless noted otherwise, all faces are detected and classified
in every frame (both rates are 0), so that every call of a case does the same work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from types import SimpleNamespace

from fer_ros.benchmark.frames import compose, SIZES
from fer_ros.benchmark.machine import cores
from fer_ros.benchmark.peers import peers
from fer_ros.benchmark.timing import Case
from fer_ros.classifiers import BACKENDS
from fer_ros.classifiers.cropping import crop_face
from fer_ros.codec import (CompressedStream, encode_compressed, encode_image, LazyImage,
                           open_image)
from fer_ros.drawing import annotate
from fer_ros.model_store.store import list_models
from fer_ros.pipeline import Pipeline
from fer_ros.tracking import Tracker
from fer_ros.values.errors import FerRosError
from fer_ros.values.faces import Face
from fer_ros.values.settings import EVERY_FRAME, Settings
import numpy as np

FACES = (0, 1, 5, 20)
ENCODINGS = ('bgr8', 'rgb8', 'yuyv', 'nv12', 'bayer_rggb8')
RATE = 30.0  # rate of the simulated camera, Hz
# Numbers of faces that a classifier is measured with
BATCHES = (1, 5, 20)


class Suite:
    """All cases by name, with notes and the number of faces found."""

    def __init__(self, faces: Sequence[np.ndarray], settings: Settings) -> None:
        """
        Prepare the cases of fer_ros itself.

        :param faces: photos of one face each
        :param settings: settings of the measured pipeline
        """
        self._photos = faces
        self.cases: dict[str, Case] = {}
        self.notes: dict[str, str] = {}
        self.faces_found: dict[str, int] = {}
        self._every_frame = settings.changed({
            **EVERY_FRAME, 'max_faces_per_frame': settings.max_faces})
        self._main = Pipeline.load(self._every_frame)
        self._frames = {(name, number): compose(faces, number, size)
                        for name, size in SIZES.items() for number in FACES
                        if number == 1 or name == '480p'}
        self.notes['detector'] = self._main.detector.name
        self.notes['model'] = self._main.classifier.name
        self._stages()
        self._end_to_end(settings)

    def frame(self, size: str = '480p', faces: int = 1) -> np.ndarray:
        """Return a frame; several faces exist only at 480p."""
        return self._frames[size, faces]

    def _add(self, name: str, call: Callable[[], object]) -> None:
        self.cases[name] = Case(call, self._every_frame.num_threads or cores())

    def _pipeline(self, name: str, settings: Settings,
                  open_frame: Callable[[], np.ndarray | LazyImage],
                  parts: Pipeline | None = None) -> None:
        """Add a case: a separate pipeline that processes frames at RATE."""
        pipeline = (Pipeline.load(settings) if parts is None else
                    Pipeline(settings, parts.detector, parts.classifier))
        stamps = count()
        self.faces_found[name] = len(pipeline.process(open_frame(), next(stamps) / RATE))
        self.cases[name] = Case(lambda: pipeline.process(open_frame(), next(stamps) / RATE),
                                settings.num_threads or cores(),
                                uniform=not any(getattr(settings, name) for name in EVERY_FRAME))

    def _stages(self) -> None:
        main, settings = self._main, self._every_frame
        for size in SIZES:
            frame = self.frame(size)
            for encoding in ENCODINGS:
                message = _message(frame, encoding)
                self._add(f'decode {encoding} {size}',
                          partial(_open_and_read_parts, open_image, message))
            camera = _JpegCamera(frame)
            self._add(f'decode jpeg {size}', camera.read)
            emotions = main.process_photo(frame)
            self._add(f'draw {size}', partial(annotate, frame, emotions))
            self._add(f'encode bgr8 {size}', partial(encode_image, frame))
            self._add(f'encode jpeg {size}', partial(encode_compressed, frame))
        frame = self.frame()
        small = open_image(_message(frame, 'bgr8')).scaled(320, 240)
        self._add('detect', lambda: main.detector.detect(small, settings.detection_threshold))
        for number in FACES:
            found = [emotion.face for emotion in main.process_photo(self.frame(faces=number))]
            self._add(f'track {number}', partial(_track, Tracker(), count(), found,
                                                 settings.track_timeout))
        face = main.process_photo(frame)[:1]
        if not face:
            raise FerRosError(f'{main.detector.name} detects no face in the frame with one face')
        crop = crop_face(frame, face[0].face, settings.face_margin)
        for number in BATCHES:
            self._add(f'classify {number}', partial(main.classifier.classify, [crop] * number))
        for name in _models():
            other = BACKENDS.create('onnx', name, optional={'compute': settings.compute})
            self._add(f'classify 1 with {name}', partial(other.classify, [crop]))

    def _end_to_end(self, settings: Settings) -> None:
        main, every = self._main, self._every_frame
        for number in FACES:
            frame = partial(self.frame, faces=number)
            self._pipeline(f'pipeline {number} faces', every, frame, main)
            self._pipeline(f'pipeline {number} faces, defaults', settings, frame, main)
        for size in SIZES:
            self._pipeline(f'pipeline {size}', every, partial(self.frame, size), main)
            for encoding in ENCODINGS[1:]:
                message = _message(self.frame(size), encoding)
                self._pipeline(f'pipeline {encoding} {size}', every, partial(open_image, message),
                               main)
            camera = _JpegCamera(self.frame(size))
            self._pipeline(f'pipeline jpeg {size}', every, camera.image, main)
        for detector in ('yunet', 'haar'):
            for model in _models():
                name = f'pipeline {detector} {model}'
                try:
                    self._pipeline(name, every.changed({
                        'detector': detector, 'detector_weights': '', 'model': model,
                        'backend': 'onnx'}), self.frame)
                except FerRosError as error:
                    self.notes[name] = f'not measured: {error}'
        for detector in ('yunet', 'haar'):
            chosen = {'detector': detector, 'detector_weights': ''}
            for name, threads in ((f'pipeline {detector}', {}),
                                  (f'pipeline {detector}, all cores', {'num_threads': 0})):
                try:
                    self._pipeline(name, every.changed({**chosen, **threads}), self.frame)
                    self._pipeline(f'{name}, defaults', settings.changed({**chosen, **threads}),
                                   self.frame)
                except FerRosError as error:
                    self.notes[name] = f'not measured: {error}'

    def add_peers(self, weights: Path | None) -> None:
        """Add the other packages, with one face and the default threads of OpenCV."""
        found, notes = peers(weights)
        self.notes |= notes
        for name, call in found.items():
            self.cases[name] = Case(partial(call, self.frame()), cores())


class _JpegCamera:
    """Repeats one compressed frame, opened in the same way as in the node."""

    def __init__(self, frame: np.ndarray) -> None:
        self._message = SimpleNamespace(**encode_compressed(frame))
        self._stream = CompressedStream()

    def image(self) -> LazyImage:
        return self._stream.open(self._message)

    def read(self) -> None:
        _read_parts(self.image())


def _open_and_read_parts(open_message: Callable[[object], LazyImage], message: object) -> None:
    _read_parts(open_message(message))


def _read_parts(image: LazyImage) -> None:
    """Read the parts that the pipeline reads: the detection image and one face."""
    height, width = image.shape[:2]
    image.scaled(320, round(320 * height / width))
    side = height // 4
    image.region((width - side) // 2, (height - side) // 2, side, side, 48)


def _track(tracker: Tracker, stamps: Iterator[int], faces: Sequence[Face],
           timeout: float) -> None:
    tracker.predict(next(stamps) / RATE, SIZES['480p'], timeout)
    tracker.update(faces)


def _message(frame: np.ndarray, encoding: str) -> SimpleNamespace:
    if not encoding.startswith('bayer'):
        return SimpleNamespace(**encode_image(frame, encoding))
    height, width = frame.shape[:2]
    mosaic = np.empty((height, width), np.uint8)
    for index, colour in enumerate(encoding[6:10]):
        place = np.s_[index // 2::2, index % 2::2]
        mosaic[place] = frame[..., 'bgr'.index(colour)][place]
    return SimpleNamespace(height=height, width=width, step=width,
                           encoding=encoding, is_bigendian=0, data=mosaic.tobytes())


def _models() -> list[str]:
    return [listed.name for listed in list_models()
            if listed.model is not None and listed.model.path.suffix == '.onnx']
