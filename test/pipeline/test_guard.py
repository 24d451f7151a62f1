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

"""Parts that fail: the error says which and what was expected, and the next frame has its turn."""

import threading

from fer_ros.pipeline.guard import Guard
from fer_ros.values.errors import PartError
from fer_ros.values.faces import Box, Face
from fer_ros.values.labels import LABELS
import numpy as np
import pytest

IMAGE = np.zeros((240, 320, 3), np.uint8)
ROW = np.full((1, 7), 1 / 7)


def answering(answer):
    """Return a call that returns, or raises, what the test says."""
    def call(*arguments):
        if isinstance(answer, Exception):
            raise answer
        return answer
    return call


def fails(pipeline, part, said):
    for look in (pipeline.process, pipeline.process_photo):
        with pytest.raises(PartError, match=said) as caught:
            look(IMAGE)
        assert caught.value.part == part


@pytest.mark.parametrize(('answer', 'said'), [
    (ValueError('no memory'), 'failed: ValueError: no memory'),
    (ROW[:, :6], r'of the shape \(1, 6\), but must give \(1, 7\)'),
    (ROW[0], r'of the shape \(7,\)'), (np.tile(ROW, (2, 1)), r'of the shape \(2, 7\)'),
    (ROW * np.nan, 'not finite'), (ROW + np.inf, 'not finite'),
    (ROW * 3, 'must give probabilities, which sum to 1'),
    (np.array([[2.0, -1.0, 0, 0, 0, 0, 0]]), 'must give probabilities'),
    (None, r'must give \(1, 7\)'), ('happy', "gave 'happy'"), ([[1], [1, 2]], 'gave ')])
def test_a_model_that_fails(fakes, faces, answer, said):
    pipeline = fakes()
    pipeline.detector.faces = faces[:1]
    good = pipeline.classifier.classify
    pipeline.classifier.classify = answering(answer)
    fails(pipeline, 'model', f"the model 'm' .*{said}")
    pipeline.classifier.classify = good
    assert len(pipeline.process(IMAGE)) == len(pipeline.process_photo(IMAGE)) == 1


@pytest.mark.parametrize(('answer', 'said'), [
    (OSError('gone'), 'failed: OSError: gone'), (None, 'gave None, but must give a list'),
    ([None], 'gave None among its faces'), ([(1, 2, 3, 4)], r'gave \(1, 2, 3, 4\) among'),
    ([Face(Box(np.nan, 0, 9, 9), 0.9)], 'invalid face'),
    ([Face(Box(0, 0, np.inf, 9), 0.9)], 'invalid face'),
    ([Face(Box(0, 0, 9, 9), np.nan)], 'invalid face'), ([Face(None, 0.9)], 'invalid face'),
    ([Face(Box(0, 0, 9, 9), 0.9, np.zeros((4, 2)))], 'invalid face'),
    ([Face(Box(0, 0, 9, 9), 0.9, np.full((5, 2), np.nan))], 'invalid face')])
def test_a_detector_that_fails(fakes, answer, said):
    pipeline = fakes()
    good = pipeline.detector.detect
    pipeline.detector.detect = answering(answer)
    fails(pipeline, 'detector', f"the detector 'fake' .*{said}")
    pipeline.detector.detect = good
    assert pipeline.process(IMAGE) == []


def test_a_backend_may_use_its_array_again(fakes, faces):
    pipeline, rows = fakes(), np.zeros((1, 7), np.float32)
    pipeline.detector.faces = faces[:1]

    def classify(crops):
        rows[:] = 0
        rows[0, pipeline.number] = 1
        return rows
    pipeline.classifier.classify = classify
    pipeline.number = 2
    first, = pipeline.process(IMAGE, 1.0)
    pipeline.number = 3
    pipeline.process(IMAGE, 2.0)
    assert first.raw_probabilities.argmax() == 2 and len(LABELS) == 7


def test_what_is_under_way_is_told_and_no_late_answer_is_used():
    guard, started, go_on = Guard(), threading.Event(), threading.Event()
    errors = []

    def slow():
        started.set()
        assert go_on.wait(10)

    def work():
        try:
            guard.call('model', "the model 'x'", slow)
        except PartError as error:
            errors.append(str(error))

    assert guard.current_call() is None
    thread = threading.Thread(target=work)
    thread.start()
    assert started.wait(10)
    part, who, seconds = guard.current_call()
    assert (part, who) == ('model', "the model 'x'") and 0 <= seconds < 10
    assert guard.close()
    go_on.set()
    thread.join(10)
    assert errors == ["the model 'x' answered too late"]
    assert guard.current_call() is None and not guard.close()
    with pytest.raises(PartError, match='not used any more'):
        guard.call('model', "the model 'x'", slow)
