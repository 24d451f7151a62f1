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

"""What happened to each face, from its frames."""

from collections.abc import Sequence

from fer_ros.outputs.face_log import CameraLog, FaceLog
from fer_ros.outputs.face_tables import faces_csv, intervals_csv
from fer_ros.outputs.place import Place
from fer_ros.values.faces import Box, Face, FaceEmotion
from fer_ros.values.labels import LABELS, UNKNOWN
import numpy as np
import pytest


def emotion(face_id: str, label: str, quality: float = 0.5) -> FaceEmotion:
    """Return a face with a label of the probability 0.7."""
    values = np.full(7, 0.05)
    values[LABELS.index(label) if label != UNKNOWN else 0] = 0.7
    return FaceEmotion(face_id, Face(Box(0, 0, 10, 10), 0.9), values, values, label=label,
                       quality=quality)


def camera(*frames: tuple[float, Sequence[FaceEmotion]]) -> CameraLog:
    """Return the log of frames, each with its time."""
    log = FaceLog()
    for number, (time, emotions) in enumerate(frames):
        log.add(Place('visit', '/cam', 0, time, number), emotions)
    log.finish()
    found, = log.cameras
    return found


def intervals(log: CameraLog, face_id: str = 'f1') -> list[tuple[float, float, str, int]]:
    """Return start, end, label and frames of each interval of a face."""
    return [(round(one.start_s, 6), round(one.end_s, 6), one.label, one.frames)
            for one in log.faces[face_id].intervals]


def test_an_interval_lasts_to_the_next_frame():
    happy, sad = emotion('f1', 'happy'), emotion('f1', 'sad')
    log = camera((0.0, [happy]), (0.1, [happy]), (0.2, [sad]), (0.3, []), (0.4, []))
    assert intervals(log) == [(0.0, 0.2, 'happy', 2), (0.2, 0.3, 'sad', 1)]
    assert (log.frames, log.with_face, log.faces['f1'].changes) == (5, 3, 1)


def test_the_last_frame_lasts_as_long_as_the_one_before():
    happy = emotion('f1', 'happy')
    assert intervals(camera((0.0, [happy]), (0.25, [happy]))) == [(0.0, 0.5, 'happy', 2)]
    assert intervals(camera((3.0, [happy]))) == [(3.0, 3.0, 'happy', 1)]


def test_a_short_absence_is_no_end_but_a_long_one_is():
    happy = emotion('f1', 'happy')
    log = camera((0.0, [happy]), (0.1, []), (0.4, [happy]), (0.5, []), (2.0, [happy]), (2.1, []))
    assert intervals(log) == [(0.0, 0.5, 'happy', 2), (2.0, 2.1, 'happy', 1)]
    assert log.faces['f1'].changes == 0


def test_a_gap_without_frames_is_not_held():
    happy = emotion('f1', 'happy')
    assert intervals(camera((0.0, [happy]), (60.0, []))) == [(0.0, 0.5, 'happy', 1)]


def test_the_table_of_the_faces():
    log = camera((0.0, [emotion('f1', 'happy', 0.5), emotion('f2', 'sad', float('nan'))]),
                 (0.1, [emotion('f1', UNKNOWN, 1.0)]), (0.2, []))
    header, one, other = faces_csv([log]).splitlines()
    names = header.split(',')
    first, second = (dict(zip(names, line.split(','), strict=True)) for line in (one, other))
    assert (first['bag'], first['topic'], first['face_id']) == ('visit', '/cam', 'f1')
    assert (first['happy_share'], first['unknown_share'], first['label_changes']) == (
        '0.5', '0.5', '1')
    assert (first['first_s'], first['last_s'], first['quality']) == ('0.0', '0.2', '0.75')
    assert (second['frames'], second['quality']) == ('1', '')
    assert intervals_csv([log]).splitlines()[1] == 'visit,/cam,f1,0.0,0.1,happy,1,0.7'


def test_cameras_are_kept_apart():
    log = FaceLog()
    for topic in ('/left', '/right'):
        log.add(Place('visit', topic, 0, 0.0, 0), [emotion('f1', 'happy')])
    log.finish()
    assert [(one.topic, list(one.faces)) for one in log.cameras] == [
        ('/left', ['f1']), ('/right', ['f1'])]
    assert log.cameras[0].labels == {'happy': 1}
    assert log.cameras[0].faces['f1'].quality == pytest.approx(0.5)
