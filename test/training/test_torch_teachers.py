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

"""Teachers that are ONNX models, on PyTorch, in a process where Keras runs on PyTorch."""

import os
import subprocess
import sys

import pytest

for module in ('torch', 'keras', 'onnx2torch'):
    pytest.importorskip(module)

PROGRAM = """
from dataclasses import replace
import numpy as np
import torch
from fer_ros.classifiers import BACKENDS
from fer_ros.model_store.store import find_model
from fer_ros.training.evaluate.measure import as_crops
from fer_ros.training.teachers import open_teachers
from fer_ros.training.torch_teachers import OnnxTeacher, teacher_networks
from fer_ros.values.errors import SettingError

faces = np.random.default_rng(0).integers(0, 256, (5, 48, 48)).astype(np.uint8)
spec = find_model('resnet14').manifest.input
teacher, other = teacher_networks(open_teachers(['resnet14', 'cnn'], 'float32'), spec)
given = torch.from_numpy(faces[:, None].astype(np.float32) / 255)
with torch.no_grad():
    answer = torch.softmax(teacher.eval()(given)[0], 1).numpy()
classifier = BACKENDS.create('auto', 'resnet14')
manifest = replace(classifier.manifest, flip=False, temperature=1.0, class_factors={})
classifier.manifest = manifest
assert np.abs(answer - classifier.classify(as_crops(faces))).max() < 1e-5
for name, reason in (('mobilenet_v2', 'same input'),
                     ('resnet14_wide_ensemble', 'onnx2torch does not convert it')):
    try:
        teacher_networks(open_teachers([name], 'float32'), spec)
    except SettingError as error:
        assert name in str(error) and reason in str(error), error
    else:
        raise AssertionError(f'{name} was accepted as a teacher')
print('as the classifier')
"""


def test_an_onnx_teacher_gives_the_probabilities_of_its_model():
    done = subprocess.run([sys.executable, '-c', PROGRAM], capture_output=True, text=True,
                          env={**os.environ, 'KERAS_BACKEND': 'torch'})
    assert done.returncode == 0, done.stderr
    assert 'as the classifier' in done.stdout
