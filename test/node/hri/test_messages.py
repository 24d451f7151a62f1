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

"""Faces as messages of hri_msgs and vision_msgs, and packages that are missing or others."""

from types import SimpleNamespace

from fer_ros import ros
from fer_ros.node.detection_messages import DetectionMessages
from fer_ros.node.hri.messages import HriMessages, WORDS
from fer_ros.node.outputs import create_outputs
from fer_ros.node.outputs.hri import HriOutput
from fer_ros.node.outputs.optional_interfaces import optional_interface
from fer_ros.pipeline.position import PinholeCamera
from fer_ros.values.errors import MissingDependencyError
from fer_ros.values.faces import Box, Face, FaceEmotion
from fer_ros.values.labels import LABELS, UNKNOWN
from fer_ros.values.node_settings import NodeSettings
import numpy as np
import pytest

Header = ros.interface('std_msgs/msg/Header')
HEADER = Header(frame_id='camera')
LANDMARKS = np.array([[40, 30], [80, 30], [60, 50], [45, 70], [75, 70]], np.float32)


def emotion(label='happy', landmarks=LANDMARKS):
    probabilities = np.array([0.05, 0.1, 0.0, 0.6, 0.15, 0.0, 0.1], np.float32)
    face = Face(Box(-20, 20, 100, 60), 0.9, landmarks)
    return FaceEmotion('f3', face, probabilities, probabilities, label=label,
                       valence=0.5, arousal=-0.25)


@pytest.fixture
def hri():
    """Return what makes the messages."""
    try:
        return HriMessages()
    except MissingDependencyError as error:
        pytest.skip(str(error))


def test_roi_is_normalised_and_clipped(hri):
    roi = hri.roi(HEADER, emotion(), (160, 100))
    assert (roi.xmin, roi.ymin, roi.xmax, roi.ymax) == pytest.approx((0, 0.2, 0.5, 0.8))
    assert roi.c == pytest.approx(0.9)
    assert roi.header.frame_id == 'camera'


def test_landmarks_are_in_their_places_and_the_others_zero(hri):
    message = hri.facial_landmarks(HEADER, emotion(), (160, 100))
    places = {68: (40, 30), 69: (80, 30), 30: (60, 50), 48: (45, 70), 54: (75, 70)}
    for place, point in enumerate(message.landmarks):
        x, y = places.get(place, (0, 0))
        assert (point.x, point.y) == pytest.approx((x / 160, y / 100))
        assert point.c == pytest.approx(0.9 if place in places else 0)
    assert (message.width, message.height) == (160, 100)


def test_landmarks_outside_the_image_or_unknown_are_zero(hri):
    outside = LANDMARKS + np.array([100, 0], np.float32)
    points = hri.facial_landmarks(HEADER, emotion(landmarks=outside), (160, 100)).landmarks
    assert [place for place, point in enumerate(points) if point.c] == [30, 48, 68]
    none = hri.facial_landmarks(HEADER, emotion(landmarks=None), (160, 100)).landmarks
    assert len(none) == 70 and not any(point.c for point in none)


@pytest.mark.parametrize('label', LABELS)
def test_expressions_are_words_of_ros4hri(hri, label):
    message = hri.face_expression(HEADER, emotion(label))
    assert message.expression == WORDS[label]
    assert message.expression in {getattr(hri.expression, word.upper()) for word in (
        'angry', 'disgusted', 'scared', 'happy', 'sad', 'surprised', 'neutral')}
    assert message.header.frame_id == 'camera'
    assert (message.valence, message.arousal) == (0.5, -0.25)
    assert message.confidence == pytest.approx(emotion(label).confidence)


def test_unknown_is_no_expression(hri):
    assert hri.face_expression(HEADER, emotion(UNKNOWN)) is None


@pytest.fixture(params=[2, 3])
def detections(request):
    """Return what makes the messages, and the number of dimensions."""
    try:
        return DetectionMessages(request.param), request.param
    except MissingDependencyError as error:
        pytest.skip(str(error))


def make(detections, faces):
    messages, dimensions = detections
    if dimensions == 2:
        return messages.in_image(HEADER, faces, (160, 100))
    camera = PinholeCamera(200, 200, 80, 50, 160, 100)
    return messages.in_space(HEADER, faces, [(0.1, 0.2, 2.0), None][:len(faces)], (160, 100),
                             camera)


def test_detection_names_all_labels_the_best_first(detections):
    message = make(detections, [emotion()])
    found, = message.detections
    assert (message.header, found.header, found.id) == (HEADER, HEADER, 'f3')
    results = [(result.hypothesis.class_id, result.hypothesis.score) for result in found.results]
    assert [label for label, _ in results[:3]] == ['happy', 'sad', 'disgust']
    assert sorted(label for label, _ in results) == sorted(LABELS)
    assert [score for _, score in results] == sorted((s for _, s in results), reverse=True)


def test_an_unknown_face_names_no_label(detections):
    result, = make(detections, [emotion(UNKNOWN)]).detections[0].results
    assert (result.hypothesis.class_id, result.hypothesis.score) == (UNKNOWN, 0.0)


def test_box_by_its_centre(detections):
    bbox = make(detections, [emotion()]).detections[0].bbox
    if detections[1] == 2:
        assert (bbox.center.position.x, bbox.center.position.y) == (40, 50)
        assert (bbox.size_x, bbox.size_y) == (80, 60)
    else:
        place = bbox.center.position
        assert (place.x, place.y, place.z) == (0.1, 0.2, 2.0)
        assert (bbox.size.x, bbox.size.y, bbox.size.z) == pytest.approx((1.0, 0.6, 1.0))


def test_faces_without_a_position_are_not_in_space(detections):
    count = len(make(detections, [emotion(), emotion()]).detections)
    assert count == (2 if detections[1] == 2 else 1)
    assert make(detections, []).detections == []


def fail(name):
    raise ModuleNotFoundError("No module named 'hri_msgs'")


@pytest.mark.parametrize(('distribution', 'said'), [
    ('jazzy', 'sudo apt install ros-jazzy-hri-msgs'),
    ('kilted', 'Kilted has no such apt package, so build https://github.com/ros4hri/hri_msgs'),
    ('', 'sudo apt install ros-DISTRIBUTION-hri-msgs')])
def test_a_missing_package_is_named_with_how_to_install_it(monkeypatch, distribution, said):
    monkeypatch.setenv('ROS_DISTRO', distribution)
    monkeypatch.setattr(ros, 'interface', fail)
    with pytest.raises(MissingDependencyError, match='the parameter hri needs hri_msgs') as caught:
        HriMessages()
    assert said in str(caught.value)


def test_another_package_of_the_same_name_is_noticed(monkeypatch):
    class Keyed:
        """As eProsima's agile-hri defines it."""

        @classmethod
        def get_fields_and_field_types(cls):
            return {'key': 'string', 'ids': 'sequence<string>'}

    monkeypatch.setattr(ros, 'interface', lambda name: Keyed)
    with pytest.raises(MissingDependencyError, match=r'another package of that name.*eProsima'):
        optional_interface('hri_msgs/msg/IdsList', 'the parameter hri')


def test_an_output_that_lacks_its_messages_leaves_the_others_working(monkeypatch):
    def lacks(node, settings, depth):
        raise MissingDependencyError('hri_msgs is missing')

    logged = []
    ros.init(args=['test'])
    node = ros.Node('fer')
    monkeypatch.setattr(HriOutput, 'create', lacks)
    monkeypatch.setattr(node, 'get_logger', lambda: SimpleNamespace(error=logged.append))
    outputs = create_outputs(node, NodeSettings(hri=True), None)
    names = {type(output).__name__ for output in outputs}
    for output in outputs:
        output.close()
    node.destroy_node()
    ros.shutdown()
    assert logged == ['hri_msgs is missing']
    assert {'EmotionsOutput', 'EventsOutput'} <= names and 'HriOutput' not in names
