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


"""Tests with launch_testing: a camera that dies and returns, and changes of the settings."""

import os
import signal
import time
import unittest

from fer_ros.msg import EmotionArray
import launch
import launch_ros.actions
import launch_testing.actions
import launch_testing.asserts
from rcl_interfaces.msg import Parameter, ParameterType, ParameterValue
from rcl_interfaces.srv import SetParameters
import rclpy

SWAPS = 6
MODELS = ('cnn', 'resnet14')


def generate_test_description():
    """Start the node, and a camera that is started again each time it dies."""
    camera = launch_ros.actions.Node(
        package='fer_ros', executable='camera_node', arguments=['demo', '--rate', '30'],
        respawn=True, respawn_delay=0.5)
    node = launch_ros.actions.Node(package='fer_ros', executable='emotion_node', name='fer')
    return launch.LaunchDescription([camera, node, launch_testing.actions.ReadyToTest()]), {
        'camera': camera, 'node': node}


class TestUnderLoad(unittest.TestCase):
    """What a subscriber sees."""

    @classmethod
    def setUpClass(cls):
        """Join the graph."""
        rclpy.init()
        cls.client = rclpy.create_node('client')
        cls.results = []
        cls.client.create_subscription(EmotionArray, '/fer/emotions', cls.results.append, 10)

    @classmethod
    def tearDownClass(cls):
        """Leave the graph."""
        cls.client.destroy_node()
        rclpy.shutdown()

    def wait(self, condition, what):
        """Spin until a condition holds."""
        end = time.monotonic() + 60.0
        while not condition():
            self.assertLess(time.monotonic(), end, f'{what} never came')
            rclpy.spin_once(self.client, timeout_sec=0.1)

    def more(self, count=5):
        """Wait for new results and return them."""
        self.results.clear()
        self.wait(lambda: len(self.results) >= count, 'results')
        return list(self.results)

    def test_a_camera_returns(self, camera):
        """The node takes the images of a camera that was killed and started again."""
        self.more()
        first = camera.process_details['pid']
        os.kill(first, signal.SIGKILL)
        self.wait(lambda: (camera.process_details or {}).get('pid', first) != first, 'a camera')
        for result in self.more():
            self.assertEqual((result.image_width, result.image_height), (640, 480))

    def test_changes_under_load(self):
        """Models and detection width change between two frames; every result is from one model."""
        self.more()
        service = self.client.create_client(SetParameters, '/fer/set_parameters')
        self.assertTrue(service.wait_for_service(20.0))
        for number in range(SWAPS):
            model = MODELS[number % 2]
            request = SetParameters.Request(parameters=[
                Parameter(name='model', value=ParameterValue(
                    type=ParameterType.PARAMETER_STRING, string_value=model)),
                Parameter(name='detection_width', value=ParameterValue(
                    type=ParameterType.PARAMETER_INTEGER, integer_value=240 + 80 * (number % 2)))])
            future = service.call_async(request)
            self.wait(future.done, 'an answer')
            self.assertEqual([(answer.successful, answer.reason)
                              for answer in future.result().results], [(True, '')] * 2)
            # The frame in progress may still get its result from the old model.
            self.assertEqual({result.model for result in self.more()[1:]}, {model})
        stamps = [(result.header.stamp.sec, result.header.stamp.nanosec)
                  for result in self.results]
        self.assertEqual(stamps, sorted(stamps))


@launch_testing.post_shutdown_test()
class TestShutdown(unittest.TestCase):
    """How the node ends."""

    def test_exit_code(self, proc_info, node):
        """It ends cleanly on SIGINT."""
        launch_testing.asserts.assertExitCodes(proc_info, process=node)
