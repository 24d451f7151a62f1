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

"""What the pipeline's parts compute with."""

import cv2
from fer_ros.classifiers import BACKENDS, Classifier
from fer_ros.pipeline import Pipeline
from fer_ros.values.compute import Compute
from fer_ros.values.settings import Settings
import numpy as np
import pytest


@pytest.fixture(autouse=True)
def threads_of_opencv():
    """Leave OpenCV's number as it was."""
    before = cv2.getNumThreads()
    yield
    cv2.setNumThreads(before)


@pytest.mark.parametrize('threads', [1, 2])
def test_threads_of_opencv(fakes, threads):
    fakes({'num_threads': threads})
    assert cv2.getNumThreads() == threads


def test_a_factory_that_wants_to_know_is_told(registered):
    told = []

    class Curious(Classifier):
        name = 'curious'

        def classify(self, crops):
            return np.zeros((len(crops), 7))

        def __init__(self, model, compute):
            told.append((model, compute))
    BACKENDS.register('curious')(Curious)
    try:
        settings = registered.changed({'backend': 'curious', 'device': 'cuda', 'num_threads': 2})
        first = Pipeline.load(settings)
        # The fake detector has no such parameter, and is made all the same.
        assert first.detector.name == 'fake'
        second = Pipeline.load(settings, first)
        assert second.classifier is first.classifier
        third = Pipeline.load(settings.changed({'num_threads': 1}), second)
        assert third.classifier is not first.classifier
    finally:
        del BACKENDS._factories['curious']
    assert told == [('m', Compute('cuda', 2)), ('m', Compute('cuda', 1))]
    assert first.devices == {'detector': '?', 'classifier': '?'}
    assert first.device_warning == ''


def test_the_devices_of_the_shipped_parts():
    onnxruntime = pytest.importorskip('onnxruntime')
    if 'CUDAExecutionProvider' in onnxruntime.get_available_providers():
        pytest.skip('this ONNX Runtime has cuda')
    pipeline = Pipeline.load(Settings(detector='haar', device='cuda'))
    assert pipeline.devices == {'detector': 'cpu (OpenCV)', 'classifier': 'cpu'}
    assert pipeline.device_warning.startswith('device cuda cannot be used, cpu goes on')
    assert Pipeline.load(Settings(detector='haar')).device_warning == ''
