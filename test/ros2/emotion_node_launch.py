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

"""Tests with launch_testing: a camera that plays portraits, the node, and a client of both."""

import time
import unittest

from fer_ros.msg import EmotionArray
import launch
from launch.actions import IncludeLaunchDescription
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch.substitutions import PathJoinSubstitution
import launch_ros.actions
from launch_ros.substitutions import FindPackageShare
import launch_testing.actions
import launch_testing.asserts
import rclpy
from sensor_msgs.msg import Image


def generate_test_description():
    """Start a camera that plays portraits, and the launch file of the package."""
    return launch.LaunchDescription([
        launch_ros.actions.Node(package='fer_ros', executable='camera_node', namespace='front',
                                arguments=['demo', '--rate', '10']),
        IncludeLaunchDescription(
            PythonLaunchDescriptionSource(PathJoinSubstitution(
                [FindPackageShare('fer_ros'), 'launch', 'fer.launch.py'])),
            launch_arguments={'namespace': 'robot',
                              'image_topic': '/front/image_raw'}.items()),
        launch_testing.actions.ReadyToTest()])


class TestTopics(unittest.TestCase):
    """What a subscriber sees."""

    @classmethod
    def setUpClass(cls):
        """Join the graph."""
        rclpy.init()
        cls.node = rclpy.create_node('client')

    @classmethod
    def tearDownClass(cls):
        """Leave the graph."""
        cls.node.destroy_node()
        rclpy.shutdown()

    def collect(self, subscriptions, count, seconds=60.0):
        """Return `count` messages of each (type, topic, qos)."""
        got = [[] for _ in subscriptions]
        made = [self.node.create_subscription(kind, topic, into.append, qos)
                for (kind, topic, qos), into in zip(subscriptions, got, strict=True)]
        end = time.monotonic() + seconds
        while min(map(len, got)) < count and time.monotonic() < end:
            rclpy.spin_once(self.node, timeout_sec=0.1)
        for subscription in made:
            self.node.destroy_subscription(subscription)
        self.assertGreaterEqual(min(map(len, got)), count, 'messages are missing')
        return got

    def test_emotions_carry_the_stamps_of_the_images(self):
        """Every result belongs to an image, and has what the message promises."""
        # Reliable: best effort, Fast DDS would lose most images of this size
        images, results = self.collect([
            (Image, '/front/image_raw', 10),
            (EmotionArray, '/robot/fer/emotions', 10)], 20)
        stamps = [(image.header.stamp.sec, image.header.stamp.nanosec) for image in images]
        known = [result for result in results
                 if (result.header.stamp.sec, result.header.stamp.nanosec) in stamps]
        self.assertGreaterEqual(len(known), 15)
        self.assertGreaterEqual(sum(bool(result.emotions) for result in results),
                                0.9 * len(results))
        for result in results:
            self.assertEqual(result.header.frame_id, 'camera')
            self.assertEqual((result.image_width, result.image_height), (640, 480))
            for emotion in result.emotions:
                self.assertAlmostEqual(sum(emotion.probabilities), 1.0, places=4)
                self.assertEqual(len(result.labels), len(emotion.probabilities))
                self.assertIn(emotion.label, result.labels)
                self.assertLessEqual(emotion.roi.x_offset + emotion.roi.width, 640)

    def test_rate_is_the_cameras(self):
        """No frame of a slow camera is lost."""
        (results,) = self.collect([(EmotionArray, '/robot/fer/emotions', 10)], 30)
        stamps = [result.header.stamp.sec + result.header.stamp.nanosec * 1e-9
                  for result in results]
        rate = (len(stamps) - 1) / (stamps[-1] - stamps[0])
        self.assertGreater(rate, 9.0)
        self.assertLess(rate, 11.0)

    def test_annotated_image(self):
        """The annotated image has the size of the source."""
        (images,) = self.collect([(Image, '/robot/fer/image_annotated', 5)], 2)
        self.assertEqual((images[0].width, images[0].height, images[0].encoding),
                         (640, 480, 'bgr8'))
        self.assertEqual(len(images[0].data), 640 * 480 * 3)


@launch_testing.post_shutdown_test()
class TestShutdown(unittest.TestCase):
    """How the processes end."""

    def test_exit_codes(self, proc_info):
        """Both end cleanly on SIGINT."""
        launch_testing.asserts.assertExitCodes(proc_info)
