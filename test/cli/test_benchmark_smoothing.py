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

"""`fer_ros benchmark smoothing` from the arguments to the results."""

import json

import cv2
from fer_ros.cli.main import main
import numpy as np
import pytest

pytest.importorskip('skimage')
pytest.importorskip('matplotlib')
pytestmark = pytest.mark.skipif(not hasattr(cv2, 'CascadeClassifier'),
                                reason='OpenCV 5 has no detector that needs no download')

SHORT = ['benchmark', 'smoothing', '--detector', 'haar', '--seconds', '1', '--rate', '5']


@pytest.mark.slow
def test_the_figures(tmp_path, capsys, portrait):
    data = tmp_path / 'faces.npz'
    gray = cv2.resize(cv2.cvtColor(portrait[60:180, 165:285], cv2.COLOR_BGR2GRAY), (48, 48))
    np.savez(data, pixels=np.stack([gray] * 14), emotion=np.arange(14) % 7,
             usage=np.array(['Training', 'PublicTest'] * 7))
    out = tmp_path / 'smoothing.json'
    assert main([*SHORT, '--data', str(data), '--faces', '2', '--out', str(out)]) == 0
    printed = capsys.readouterr().out
    figures = json.loads(out.read_text())
    assert (figures['detector'], figures['rate'], figures['seconds']) == ('haar', 5.0, 1.0)
    for name, known in figures['identities'].items():
        assert f"{name:<16} found in {known['found']} of {known['frames']} frames" in printed
    for name, face in figures['portraits']['constant'].items():
        assert face['frames'] == 5
        assert f"{name:<16} {face['label']}" in printed
    assert [face['found'] for face in figures['fer2013']['constant'].values()] == [5, 5]
    assert figures['fer2013']['changes'] == []  # one face twice
    assert 'no two expressions that differ' in printed
