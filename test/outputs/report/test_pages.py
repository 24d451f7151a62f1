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

"""Timelines and thumbnails."""

import re

import cv2
from fer_ros.outputs.face_log import Interval
from fer_ros.outputs.place import Place
from fer_ros.outputs.report import thumbnails, timeline
from fer_ros.outputs.results import FrameResult
from fer_ros.values.faces import Box, Face, FaceEmotion
from fer_ros.values.labels import LABELS
import numpy as np
import pytest


class Pictures:
    """The pictures of a frame; counts how often its image is asked for."""

    def __init__(self):
        """Start with none."""
        self.asked = 0
        self.annotated = np.zeros((4, 4, 3), np.uint8)

    @property
    def plain(self):
        """Return an image that is white on the left and black on the right."""
        self.asked += 1
        image = np.zeros((100, 200, 3), np.uint8)
        image[:, :100] = 255
        return image


def result(face_id='f1', label='happy', quality=0.5, time=0.0):
    """Return a frame with one face."""
    values = np.zeros(7)
    values[LABELS.index(label)] = 1.0
    emotion = FaceEmotion(face_id, Face(Box(80, 30, 40, 40), 0.9), values, values, label=label,
                          quality=quality)
    return FrameResult('', Place('visit', '/cam', 0, time, 0), [emotion], {}, Pictures())


def test_a_picture_for_each_label_and_for_a_clearly_better_face():
    taken = thumbnails.Thumbnails()
    frames = [result(time=0.0), result(time=0.1), result(time=0.2, quality=0.55),
              result(time=0.3, quality=0.9), result(time=0.4, label='sad')]
    for frame in frames:
        taken.add(frame)
    assert [frame.pictures.asked for frame in frames] == [1, 0, 0, 1, 1]
    assert [(one.label, one.time_s) for one in taken.of('visit', '/cam', 'f1')] == [
        ('happy', 0.3), ('sad', 0.4)]
    assert taken.of('visit', '/cam', 'f2') == []


def test_the_picture_shows_the_face():
    taken = thumbnails.Thumbnails()
    taken.add(result())
    one, = taken.of('visit', '/cam', 'f1')
    image = cv2.imdecode(np.frombuffer(one.jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert image.shape == (thumbnails.SIDE, thumbnails.SIDE)
    assert image[:, :40].mean() > 240 and image[:, -40:].mean() < 15


@pytest.mark.parametrize('box', [Box(-30, -30, 40, 40), Box(180, 80, 60, 60), Box(0, 0, 200, 100),
                                 Box(500, 500, 20, 20), Box(-90, 10, 20, 20), Box(5, 5, 0.2, 0.2)])
def test_faces_at_and_beyond_the_border(box):
    crop = thumbnails.square_crop(Pictures().plain, box)
    assert crop.shape == (thumbnails.SIDE, thumbnails.SIDE, 3)


def test_the_pictures_of_many_faces_stay_few():
    taken = thumbnails.Thumbnails()
    for number in range(3 * thumbnails.MAX_FACES):
        for _ in range(2 if number == 5 else 1):
            taken.add(result(face_id=f'f{number}'))
    kept = [number for number in range(3 * thumbnails.MAX_FACES)
            if taken.of('visit', '/cam', f'f{number}')]
    assert len(kept) <= 2 * thumbnails.MAX_FACES
    assert 5 in kept, 'the face that was seen most often'


def parts(bar):
    """Return (start, width) of each part of a bar, in thousandths."""
    return [tuple(map(float, found))
            for found in re.findall(r'<rect x="([\d.]+)" y="0" width="([\d.]+)"', bar)]


def test_the_bar_of_a_face():
    bar = timeline.time_bar([Interval(10.0, 15.0, 'happy', 2, 1.6),
                             Interval(17.5, 20.0, 'sad', 1, 0.5)], 10.0, 20.0, 'a "title"')
    assert parts(bar) == [(0.0, 500.0), (750.0, 250.0)]
    assert timeline.css_color('happy') in bar and '10.00 to 15.00 s: happy 80%' in bar
    assert 'a &quot;title&quot;' in bar


def test_a_bar_has_a_limited_number_of_parts():
    many = [Interval(0.1 * number, 0.1 * number + 0.05 + 0.04 * (number == 3), 'happy', 1, 1.0)
            for number in range(5 * timeline.MAX_PARTS)]
    found = parts(timeline.time_bar(many, 0.0, 200.0, ''))
    assert len(found) == timeline.MAX_PARTS and (1.5, 1.2) in found


def test_the_bar_of_shares():
    assert parts(timeline.share_bar({'happy': 3, 'sad': 1}, '')) == [(0.0, 750.0), (750.0, 250.0)]
    assert parts(timeline.share_bar({}, '')) == []


@pytest.mark.parametrize(('seconds', 'text'), [
    (0, '0.0 s'), (59.94, '59.9 s'), (60, '1:00'), (3599.7, '1:00:00'), (3723, '1:02:03')])
def test_times(seconds, text):
    assert timeline.time_text(seconds) == text
