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

"""The picture of a recording, whatever labels the node gives out."""

import numpy as np
import pytest

pytest.importorskip('cyclonedds')
pytest.importorskip('matplotlib')

from fer_ros.demo.recorder import Recording  # noqa: E402, I100
from fer_ros.demo.summary import write_summary  # noqa: E402
from fer_ros.outputs.records import frame_record  # noqa: E402
from fer_ros.values.faces import Box, Face, FaceEmotion  # noqa: E402
from fer_ros.values.labels import LABELS  # noqa: E402


@pytest.mark.parametrize('labels', [LABELS, ('happy', 'sad')])
def test_a_summary(tmp_path, labels):
    values = np.full(len(labels), 1 / 7)
    face = FaceEmotion('f1', Face(Box(10, 20, 30, 40), 0.9), values, values, labels,
                       label='unknown')
    records = [frame_record(stamp, 'camera', (64, 48), faces, detector='haar', model='cnn',
                            processing_time=0.01, labels=labels)
               for stamp, faces in ((1.0, [face]), (2.0, []), (3.0, [face]))]
    recording = Recording(records, [0.01, 0.02, 0.03], [(1.0, np.zeros((48, 64, 3), np.uint8))])
    write_summary(recording, tmp_path / 'summary.png')
    assert (tmp_path / 'summary.png').read_bytes().startswith(b'\x89PNG')
