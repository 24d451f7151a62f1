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

"""The threads that process and draw: the newest wins in both, and neither waits for the other."""

import threading
from types import SimpleNamespace

from fer_ros.codec import encode_compressed, encode_image
from fer_ros.codec import jpeg as jpeg_module
from fer_ros.node import processor as processor_module
from fer_ros.node.frame_statistics import Statistics
from fer_ros.node.health import Health
from fer_ros.node.processor import Processor
from fer_ros.pipeline.guard import Guard
from fer_ros.values.errors import ImageError
from fer_ros.values.faces import Box, Face, FaceEmotion
from fer_ros.values.node_settings import NodeSettings
from fer_ros.view.displays import Displays
import numpy as np
import pytest

PATIENCE_S = 10.0


class Outputs:
    """Subscribers who want everything, and drawing that takes as long as a test likes."""

    def __init__(self):
        self.emotions, self.drawn, self.drawing = [], [], []
        self.go_on, self.changed = threading.Event(), threading.Condition()
        self.has_annotated, self.pictures, self.depth = True, {}, None
        self.wanted, self.pauses = True, []

    def has_subscribers(self, settings):
        return self.wanted

    def annotated_has_subscribers(self):
        return self.has_annotated

    def publish(self, frame, *, urgent):
        if urgent:
            self._note(self.emotions, (frame.header.number, frame.size))

    def pause(self):
        self._note(self.pauses, len(self.emotions))

    def publish_annotated(self, header, picture, emotions):
        self.pictures[header.number] = picture.whole()
        self._note(self.drawing, header.number)
        assert self.go_on.wait(PATIENCE_S)
        self._note(self.drawn, header.number)

    def _note(self, where, what):
        with self.changed:
            where.append(what)
            self.changed.notify_all()

    def wait_until(self, condition):
        with self.changed:
            assert self.changed.wait_for(condition, PATIENCE_S)


class FakePipeline:
    """Looks at a copy of 320 pixels and at one face."""

    detector = classifier = SimpleNamespace(name='fake')
    guard = Guard()
    side = 200
    tracked_boxes = ('box',)
    anonymizer = SimpleNamespace(hide_faces=lambda image, followed: np.full_like(image, 77))

    def process(self, picture, stamp=None, times=None):
        times.update(detector=0.0, tracker=0.0, classifier=0.0)
        picture.scaled(320, 240)
        picture.region(100, 100, self.side, self.side, 48)
        row = np.full(7, 1 / 7)
        return [FaceEmotion('f1', Face(Box(100, 100, self.side, self.side), 0.9), row, row)]


@pytest.fixture
def outputs():
    return Outputs()


@pytest.fixture
def processing(outputs):
    """Return a function that starts a Processor, which ends with the test."""
    started = []

    def start(**settings):
        pipeline = FakePipeline()
        node = SimpleNamespace(
            get_logger=lambda: SimpleNamespace(error=pytest.fail, warning=pytest.fail),
            get_clock=lambda: SimpleNamespace(now=lambda: SimpleNamespace(nanoseconds=2e9)))
        started.append(Processor(node, outputs, Statistics(), Health(node.get_logger()),
                                 pipeline, NodeSettings(**settings), Displays([])))
        return started[-1], pipeline
    yield start
    outputs.go_on.set()
    for processor in started:
        processor.stop()


def message(number, fields):
    header = SimpleNamespace(number=number, stamp=SimpleNamespace(sec=1, nanosec=number))
    return SimpleNamespace(header=header, **fields)


def test_emotions_do_not_wait_for_the_drawing(processing, outputs):
    processor, _ = processing()
    fields = encode_image(np.zeros((480, 640, 3), np.uint8))
    for number in range(6):
        processor.submit(message(number, fields))
        outputs.wait_until(lambda n=number: len(outputs.emotions) == n + 1)
    assert outputs.emotions == [(number, (640, 480)) for number in range(6)]
    outputs.wait_until(lambda: outputs.drawing)
    assert outputs.drawn == []
    outputs.go_on.set()
    # What came while the first was drawn is passed over, but for the newest.
    outputs.wait_until(lambda: outputs.drawn and outputs.drawn[-1] == 5)
    assert len(outputs.drawn) <= 3


def test_outputs_learn_once_that_no_more_images_come(processing, outputs):
    processor, _ = processing(annotate=False)
    fields = encode_image(np.zeros((48, 64, 3), np.uint8))
    processor.pause()
    processor.submit(message(0, fields))
    outputs.wait_until(lambda: outputs.emotions)
    outputs.wanted = False
    for number in range(1, 4):
        processor.submit(message(number, fields))
    outputs.wait_until(lambda: outputs.pauses == [1])
    outputs.wanted = True
    processor.submit(message(4, fields))
    outputs.wait_until(lambda: len(outputs.emotions) == 2)
    processor.pause()
    processor.pause()
    outputs.wait_until(lambda: outputs.pauses == [1, 2])


def test_memory_is_given_back_once_after_a_change_and_not_at_other_frames(
        processing, outputs, monkeypatch):
    given = threading.Semaphore(0)
    monkeypatch.setattr(processor_module, 'give_back', given.release)
    processor, pipeline = processing(annotate=False)

    def three_frames():
        for _ in range(3):
            seen = len(outputs.emotions)
            processor.submit(message(1, encode_image(np.zeros((48, 64, 3), np.uint8))))
            outputs.wait_until(lambda seen=seen: len(outputs.emotions) == seen + 1)
    three_frames()
    assert not given.acquire(blocking=False)
    processor.set_pipeline(pipeline, NodeSettings(annotate=False))
    three_frames()
    assert given.acquire(timeout=PATIENCE_S) and not given.acquire(blocking=False)


def test_jpegs_are_decoded_as_small_as_the_last_one_allowed(processing, outputs, monkeypatch):
    reductions, read = [], jpeg_module.read_image

    def watched(data, flags, size):
        image = read(data, flags, size)
        reductions.append(round(size[0] / image.shape[1]))
        return image
    monkeypatch.setattr(jpeg_module, 'read_image', watched)
    processor, pipeline = processing(image_transport='compressed')
    fields = encode_compressed(np.zeros((960, 1280, 3), np.uint8))
    outputs.has_annotated = False

    def process(number, side):
        pipeline.side = side
        processor.submit(message(number, fields))
        outputs.wait_until(lambda: len(outputs.emotions) == number + 1)
    for number, side in enumerate((200, 100, 100, 200, 200)):
        process(number, side)
    assert reductions == [4, 4, 2, 2, 2, 4]
    outputs.has_annotated = True
    process(5, 200)
    assert reductions[6:] == [1]  # once, for the faces and the drawing


def test_no_frame_that_waits_comes_out_with_faces_once_they_are_to_be_hidden(
        processing, outputs):
    processor, pipeline = processing()
    fields = encode_image(np.zeros((480, 640, 3), np.uint8))

    def process(number):
        processor.submit(message(number, fields))
        outputs.wait_until(lambda: len(outputs.emotions) == number + 1)
    process(0)
    outputs.wait_until(lambda: outputs.drawing == [0])
    process(1)  # waits until the first is drawn
    processor.set_pipeline(pipeline, NodeSettings(anonymize=True))
    outputs.go_on.set()
    outputs.wait_until(lambda: outputs.drawn == [0])
    process(2)
    outputs.wait_until(lambda: outputs.drawn == [0, 2])
    assert (outputs.pictures[0] == 0).all()
    assert (outputs.pictures[2] == 77).all()
    processor.set_pipeline(pipeline, NodeSettings())
    process(3)
    outputs.wait_until(lambda: outputs.drawn == [0, 2, 3])
    assert (outputs.pictures[3] == 0).all()


def test_nothing_is_drawn_where_faces_cannot_be_hidden(processing, outputs):
    def fail(image, followed):
        raise ImageError('the search failed')

    processor, pipeline = processing(anonymize=True)
    failures = []
    processor._failed = lambda short, text: outputs._note(failures, short)
    pipeline.anonymizer = SimpleNamespace(hide_faces=fail)
    processor.submit(message(0, encode_image(np.zeros((480, 640, 3), np.uint8))))
    outputs.wait_until(lambda: outputs.emotions and failures)
    processor.stop()
    assert failures == ['the search failed']
    assert outputs.drawing == []
