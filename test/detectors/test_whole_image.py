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

"""Images that are face crops already."""

import cv2
from fer_ros.cli.main import main
from fer_ros.detectors import detect_scaled, DETECTORS
from fer_ros.pipeline import Pipeline
from fer_ros.values.faces import Box, Face
from fer_ros.values.settings import Settings
import numpy as np
import pytest


@pytest.mark.parametrize('size', [(48, 48), (1, 1), (700, 90), (331, 643)])
@pytest.mark.parametrize('width', [0, 320])
def test_the_whole_image_is_one_face(size, width):
    image = np.zeros((*size, 3), np.uint8)
    face, = detect_scaled(DETECTORS.create('none', ''), image, 1.0, width)
    assert face.box.clipped(size[1], size[0]) == (0, 0, size[1], size[0])
    assert face.score == 1.0 and face.landmarks is None


def test_a_crop_shows_what_the_face_in_the_photo_does(portraits):
    photo = portraits['astronaut']
    found, = Pipeline.load(Settings()).process_photo(photo.image)
    x, y, width, height = found.face.box.clipped(*photo.image.shape[1::-1])
    pipeline = Pipeline.load(Settings(detector='none'))
    shown, = pipeline.process_photo(photo.image[y:y + height, x:x + width])
    assert (shown.label, found.label) == ('happy', 'happy')
    assert shown.face == Face(Box(0, 0, width, height), 1.0)


def test_a_stream_of_crops_keeps_one_identifier(portraits):
    photo = portraits['astronaut']
    x, y, width, height = photo.boxes[0].clipped(*photo.image.shape[1::-1])
    crop = cv2.resize(photo.image[y:y + height, x:x + width], (128, 128))  # as ROS4HRI has them
    pipeline = Pipeline.load(Settings(detector='none'))
    seen = [pipeline.process(crop, number / 30) for number in range(20)]
    assert {(one.face_id, one.label) for emotions in seen for one in emotions} == {('f1', 'happy')}


def test_run_over_a_folder_of_crops(tmp_path, portraits, capsys):
    folder = tmp_path / 'crops'
    folder.mkdir()
    photo = portraits['astronaut']
    x, y, width, height = photo.boxes[0].clipped(*photo.image.shape[1::-1])
    for number, side in enumerate((48, 96, 400)):
        crop = cv2.resize(photo.image[y:y + height, x:x + width], (side, side))
        cv2.imwrite(str(folder / f'{number}.png'), crop)
    assert main(['run', str(folder), '--detector', 'none', '--out', str(tmp_path / 'out')]) == 0
    said = capsys.readouterr()
    assert (said.out + said.err).count(': happy') == 3
