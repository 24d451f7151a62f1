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

"""What the node publishes for ROS4HRI: the lists, the topics of each face, frames and persons."""

from fer_ros import ros
from fer_ros.benchmark.soak import resource_usage
from fer_ros.codec import as_lazy_image
from fer_ros.node.outputs import Frame, has_subscribers
from fer_ros.node.outputs.hri import HriOutput
from fer_ros.values.errors import MissingDependencyError
from fer_ros.values.faces import Box, Face, FaceEmotion
from fer_ros.values.labels import LABELS, UNKNOWN
from fer_ros.values.node_settings import NodeSettings
import numpy as np
import pytest
from waiting import wait_until

IMAGE = as_lazy_image(np.full((240, 320, 3), 90, np.uint8))
EVEN = np.full(len(LABELS), 1 / len(LABELS), np.float32)
LANDMARKS = np.array([[90, 80], [120, 80], [105, 95], [93, 110], [117, 110]], np.float32)
KINDS = {'roi': 'hri_msgs/msg/NormalizedRegionOfInterest2D',
         'landmarks': 'hri_msgs/msg/FacialLandmarks', 'expression': 'hri_msgs/msg/Expression',
         'cropped': 'sensor_msgs/msg/Image', 'aligned': 'sensor_msgs/msg/Image'}
LATCHED = ros.QoSProfile(depth=1, durability=ros.DurabilityPolicy.TRANSIENT_LOCAL)


class Robot:
    """An output in a node of this process, and a consumer that does what libhri does."""

    def __init__(self, **changes):
        self.node = ros.Node('fer')
        self.consumer = ros.Node('consumer')
        self.settings = NodeSettings(hri=True, **changes)
        try:
            self.output = HriOutput.create(self.node, self.settings, None)
        except MissingDependencyError as error:
            pytest.skip(str(error))
        self.lists, self.received, self.seen = [], {}, {}
        self.stamp, self.depth = 100.0, None

    def listen(self, *names):
        """Subscribe to the list, and to the named topics of each face that it names."""
        def on_list(message):
            self.lists.append(list(message.ids))
            for face_id in set(message.ids) - set(self.seen):
                self.seen[face_id] = [
                    self.subscribe(KINDS[name], f'/humans/faces/{face_id}/{name}')
                    for name in names]
        self.subscribe('hri_msgs/msg/IdsList', '/humans/faces/tracked', on_list)
        self.spin_until(lambda: self.output.wanted)

    def subscribe(self, kind, topic, callback=None, qos=10):
        """Subscribe; messages go to `received[topic]` without a callback."""
        return self.consumer.create_subscription(
            ros.interface(kind), topic,
            callback or self.received.setdefault(topic, []).append, qos)

    def spin_until(self, condition):
        """Receive until a condition holds."""
        wait_until(condition, 'what is waited for', 20.0, self.spin)

    def spin(self):
        """Let both nodes work for a moment."""
        # rclpy runs one callback at a time, the embedded runtime all that are ready.
        for _ in range(12 if ros.RUNTIME == 'rclpy' else 1):
            ros.spin_once(self.consumer, timeout_sec=0.005)
        ros.spin_once(self.node, timeout_sec=0.0)

    def show(self, *ids, label='happy', landmarks=LANDMARKS, step=0.1, settings=None):
        """Publish a frame with these faces."""
        self.stamp += step
        header = ros.interface('std_msgs/msg/Header')(frame_id='optical')
        header.stamp.sec, header.stamp.nanosec = divmod(round(self.stamp * 1e9), 10**9)
        emotions = [FaceEmotion(face_id, Face(Box(80, 60, 50, 60), 0.9, landmarks), EVEN, EVEN,
                                label=label, valence=0.1, arousal=0.2) for face_id in ids]
        self.output.publish(Frame(header, IMAGE, emotions, settings or self.settings, 'd', 'm',
                                  0.0, self.depth))

    def show_until(self, condition, *ids, **options):
        """Publish frames until a condition holds."""
        def step():
            self.show(*ids, **options)
            self.spin()
        wait_until(condition, 'what is waited for', 20.0, step)


@pytest.fixture
def robot():
    """Return a function that makes a Robot."""
    ros.init(args=['test'])
    made = []

    def make(**changes):
        made.append(Robot(**changes))
        return made[-1]
    yield make
    for one in made:
        one.output.close()
        one.node.destroy_node()
        one.consumer.destroy_node()
    ros.shutdown()


def test_a_face_comes_and_goes(robot):
    robot = robot()
    robot.listen(*KINDS)
    robot.show_until(lambda: [] in robot.lists)
    topics = [f'/humans/faces/f1/{name}' for name in KINDS]
    robot.show_until(lambda: all(robot.received.get(topic) for topic in topics), 'f1')
    roi, landmarks, expression, cropped, aligned = (robot.received[topic][-1]
                                                    for topic in topics)
    for message in (roi, landmarks, expression, cropped, aligned):
        assert message.header.frame_id == 'optical' and message.header.stamp.sec >= 100
    assert (roi.xmin, roi.ymin) == pytest.approx((0.25, 0.25))
    assert (expression.expression, expression.valence) == ('happy', pytest.approx(0.1))
    for crop in (cropped, aligned):
        assert (crop.encoding, crop.width, crop.height, crop.step) == ('bgr8', 128, 128, 384)
    # A detection that misses the face once does not take it off the list.
    before = len(robot.lists)
    robot.show(step=0.1)
    robot.spin_until(lambda: len(robot.lists) > before)
    assert robot.lists[-1] == ['f1']
    robot.show_until(lambda: robot.lists[-1] == [])
    assert list(robot.output._faces) == ['f1']  # it may come back
    for _ in range(30):
        robot.show()
    assert not robot.output._faces
    robot.show_until(lambda: robot.lists[-1] == ['f2'], 'f2')


def test_the_first_messages_of_a_face_come_before_the_list_names_it(robot, monkeypatch):
    robot, sent = robot(), []
    for module in ('hri.face_topics', 'outputs.hri'):
        monkeypatch.setattr(f'fer_ros.node.{module}.has_subscribers', lambda publisher: True)
    monkeypatch.setattr(type(robot.output._tracked), 'publish',
                        lambda self, message: sent.append(self.topic_name.rsplit('/', 1)[-1]))
    robot.show('f1', landmarks=None)
    assert sent[:3] == ['roi', 'landmarks', 'expression']
    assert sent[-1] == 'tracked' and sent.count('tracked') == 1


def test_unknown_is_no_expression_and_words_are_those_of_ros4hri(robot):
    robot = robot()
    robot.listen('expression', 'roi')
    topic = '/humans/faces/f1/expression'
    robot.show_until(lambda: robot.received.get(topic), 'f1', label='fear')
    assert {message.expression for message in robot.received[topic]} == {'scared'}
    robot.spin()
    robot.received[topic].clear()
    robot.received['/humans/faces/f1/roi'].clear()
    robot.show_until(lambda: len(robot.received['/humans/faces/f1/roi']) > 3, 'f1', label=UNKNOWN)
    assert [one.expression for one in robot.received[topic] if one.expression != 'scared'] == []
    assert len(robot.received[topic]) <= 1


def test_anonymize_publishes_no_crops(robot):
    robot = robot()
    robot.listen('cropped', 'aligned', 'roi')
    hidden = robot.settings.changed({'anonymize': True})
    robot.show_until(lambda: len(robot.received.get('/humans/faces/f1/roi', ())) > 5, 'f1',
                     settings=hidden)
    publishers = (robot.output._faces['f1']._cropped, robot.output._faces['f1']._aligned)
    assert all(map(has_subscribers, publishers))
    assert robot.received['/humans/faces/f1/cropped'] == []
    assert robot.received['/humans/faces/f1/aligned'] == []
    robot.show_until(lambda: robot.received['/humans/faces/f1/cropped'], 'f1')


def test_a_pause_ends_all(robot):
    robot = robot()
    robot.listen()
    robot.show_until(lambda: robot.lists and robot.lists[-1] == ['f1', 'f2'], 'f1', 'f2')
    robot.output.pause()
    robot.spin_until(lambda: robot.lists[-1] == [])
    assert not robot.output._faces


def test_nobody_wants_anything_without_subscribers(robot):
    robot = robot()
    robot.show('f1')
    assert not robot.output.wanted
    robot.subscribe(KINDS['roi'], '/humans/faces/f1/roi')
    robot.spin_until(lambda: robot.output.wanted)


def test_persons(robot):
    robot = robot(hri_persons=True)
    tracked, known = [], []
    for name, where in (('tracked', tracked), ('known', known)):
        robot.subscribe('hri_msgs/msg/IdsList', f'/humans/persons/{name}', where.append)
    robot.spin_until(lambda: robot.output.wanted)
    robot.show_until(lambda: tracked and known and tracked[-1].ids, 'f1')
    assert tracked[-1].ids == known[-1].ids == ['anonymous_f1']
    base = '/humans/persons/anonymous_f1'
    robot.subscribe('std_msgs/msg/String', f'{base}/face_id', qos=LATCHED)
    robot.subscribe('std_msgs/msg/Bool', f'{base}/anonymous', qos=LATCHED)
    robot.show_until(lambda: robot.received[f'{base}/face_id']
                     and robot.received[f'{base}/anonymous'], 'f1')
    assert robot.received[f'{base}/face_id'][0].data == 'f1'
    assert robot.received[f'{base}/anonymous'][0].data is True
    robot.show_until(lambda: tracked[-1].ids == [])


def test_frames_by_the_usual_size_of_a_face(robot):
    robot = robot()
    if robot.output._transforms is None:
        pytest.skip('tf2_msgs is not installed')
    robot.listen()
    robot.subscribe('tf2_msgs/msg/TFMessage', '/tf')
    publisher = robot.consumer.create_publisher(ros.interface('sensor_msgs/msg/CameraInfo'),
                                                '/camera_info', 1)
    info = ros.interface('sensor_msgs/msg/CameraInfo')(width=640, height=480)
    info.k = np.array([500.0, 0, 320, 0, 500, 240, 0, 0, 1])

    def told():
        publisher.publish(info)
        robot.output.check()
        return robot.output._transforms._subscription is None

    robot.spin_until(told)  # and then it stops listening
    robot.show_until(lambda: robot.received['/tf'], 'f1')
    transform, = robot.received['/tf'][-1].transforms
    assert (transform.header.frame_id, transform.child_frame_id) == ('optical', 'face_f1')
    place = transform.transform.translation
    # The box is 60 of 240 pixels high, at (105, 90) of 320x240.
    assert place.z == pytest.approx(500 * 0.176 / 120)
    assert place.x == pytest.approx((210 - 320) * place.z / 500)
    assert place.y == pytest.approx((180 - 240) * place.z / 500)


def test_frames_by_depth(robot):
    class Depth:
        """Knows where the first face is."""

        def positions(self, header, emotions, size):
            return [(1.0, 2.0, 3.0), None][:len(emotions)]

    robot = robot()
    if robot.output._transforms is None:
        pytest.skip('tf2_msgs is not installed')
    robot.listen()
    robot.subscribe('tf2_msgs/msg/TFMessage', '/tf')
    robot.depth = Depth()
    robot.show_until(lambda: robot.received['/tf'], 'f1', 'f2')
    transform, = robot.received['/tf'][-1].transforms  # of the other nothing is known
    place = transform.transform.translation
    assert (place.x, place.y, place.z) == (1.0, 2.0, 3.0)


def test_no_frames_where_nothing_says_where_the_face_is(robot):
    robot = robot()
    robot.listen('roi')
    robot.subscribe('tf2_msgs/msg/TFMessage', '/tf')
    robot.show_until(lambda: len(robot.received.get('/humans/faces/f1/roi', ())) > 5, 'f1')
    assert robot.received['/tf'] == []


def humans(robot):
    """Return the names of the topics of ROS4HRI that the node publishes."""
    return {name for name, _ in ros.published_topics(robot.consumer) if '/humans/' in name}


@pytest.mark.parametrize('visits', [
    100, pytest.param(10_000, marks=pytest.mark.very_slow)])
def test_nothing_is_left_of_faces_that_have_gone(robot, visits):
    robot, samples = robot(hri_persons=True), []
    robot.listen('roi', 'expression', 'cropped')
    for number in range(visits):
        for _ in range(2):
            robot.show(f'f{number}', step=1.5)
            robot.spin()
        for face_id in set(robot.seen) - {f'f{number}'}:
            for subscription in robot.seen.pop(face_id):
                robot.consumer.destroy_subscription(subscription)
        robot.received.clear()
        robot.lists.clear()
        if number % (visits // 50) == 0:
            samples.append(resource_usage())
    # Those of the last face and of the one that may come back
    assert len(robot.output._faces) <= 2
    assert robot.output._persons._faces.keys() == robot.output._faces.keys()
    wait_until(lambda: len(humans(robot)) <= 3 + 2 * 7, 'that the topics are gone', 20.0,
               robot.spin)
    early, late = samples[len(samples) // 5], samples[-1]
    print(f'memory {early[0]:.1f} to {late[0]:.1f} MiB, descriptors {early[1]} to {late[1]}, '
          f'threads {early[2]} to {late[2]}')
    assert late[1:] == early[1:]  # descriptors and threads
    if visits > 1000:  # before that caches fill up
        # The middlewares keep some bytes for each topic that there was, Fast DDS 3 kB a face.
        most = 0.6 if ros.RUNTIME == 'embedded' else 3.0
        assert 1024 * (late[0] - early[0]) / (visits - visits // 5) < most
