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

"""The real node in a process of its own, and a node of the test's that talks to it."""

from array import array
from contextlib import contextmanager
import os
import signal
import subprocess
import sys
import time

from fer_ros.codec import encode_image
from fer_ros.values.errors import MissingDependencyError
import numpy as np
import pytest
from waiting import wait_until

# The embedded runtime asks for such buffers itself; for a node on rclpy the user does.
BUFFERS = ('<CycloneDDS><Domain><Internal><SocketReceiveBufferSize max="16MB"/></Internal>'
           '</Domain></CycloneDDS>')


try:
    from fer_ros import ros
    MISSING = ''
except MissingDependencyError as _error:
    MISSING = str(_error)


class WithoutRuntime(pytest.Module):
    """A module of this folder where there is neither ROS 2 nor the embedded runtime."""

    def collect(self):
        """Skip this module alone."""
        pytest.skip(MISSING, allow_module_level=True)


def pytest_pycollect_makemodule(module_path, parent):
    """Skip the modules one by one where they could not even be imported."""
    return WithoutRuntime.from_parent(parent, path=module_path) if MISSING else None


class Command:
    """A running `fer_ros` command and its log."""

    def __init__(self, arguments, log, environment):
        self._log = log
        # test/ros2 has these tests run again, with the commands on rclpy; there the buffers for
        # large images, which the embedded runtime sets, are the user's to choose.
        runtime = {'FER_ROS_RUNTIME': os.environ.get('TESTED_RUNTIME', ros.RUNTIME),
                   'CYCLONEDDS_URI': f"{os.environ['CYCLONEDDS_URI']},{BUFFERS}"}
        with open(log, 'w') as out:
            self.process = subprocess.Popen(
                [sys.executable, '-m', 'fer_ros', *arguments], stdin=subprocess.DEVNULL,
                stdout=out, stderr=out, env=os.environ | runtime | environment,
                start_new_session=True,
                # A shell starts what runs in its background with SIGINT ignored.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))

    def output(self):
        """Return what the command has printed."""
        return self._log.read_text()

    def wait_for(self, text, seconds=60.0):
        """Wait until the command has printed a text."""
        def said():
            assert self.process.poll() is None or text in self.output(), self.output()
            return text in self.output()

        wait_until(said, lambda: f'In:\n{self.output()}\n{text!r}', seconds)

    def stop(self, number=signal.SIGINT):
        """Send a signal and return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(15)
        finally:
            self.process.kill()


@pytest.fixture
def command(tmp_path):
    """Return a context manager that runs a `fer_ros` command."""
    count = 0

    @contextmanager
    def run(*arguments, **environment):
        nonlocal count
        count += 1
        running = Command(arguments, tmp_path / f'{count}.log', environment)
        try:
            yield running
        finally:
            running.stop()

    return run


class Tester:
    """Publishes images to the node `fer` and collects what it publishes."""

    def __init__(self, node):
        interface = ros.interface
        self.node = node
        self.emotions, self.annotated = [], []
        self.image_type = interface('sensor_msgs/msg/Image')
        self.header_type = interface('std_msgs/msg/Header')
        self.publisher = node.create_publisher(self.image_type, '/image_raw', 5)
        self.emotion_subscriptions = [node.create_subscription(
            interface('fer_ros/msg/EmotionArray'), '/fer/emotions', self.emotions.append, 10)]

    def watch(self):
        """Subscribe to the annotated images."""
        self.node.create_subscription(self.image_type, '/fer/image_annotated',
                                      self.annotated.append, 5)

    def spin(self, seconds):
        """Receive for a while."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            ros.spin_once(self.node, timeout_sec=left)

    def wait_until(self, condition, what, seconds=60.0):
        """Receive until a condition holds."""
        wait_until(condition, what, seconds,
                   lambda: ros.spin_once(self.node, timeout_sec=0.02))

    def message(self, image, stamp=(1, 2), encoding='bgr8'):
        """Return an image as a message."""
        from fer_ros.node.messages import filled

        message = self.image_type(header=self.header_type(frame_id='test_camera'))
        message.header.stamp.sec, message.header.stamp.nanosec = stamp
        return filled(message, encode_image(image, encoding))

    def ask(self, message):
        """Publish a good message until its answer comes, and return that."""
        self.wait_until(lambda: self.publisher.get_subscription_count() > 0, 'the node')

        old = len(self.emotions)  # answers to an equal stamp that was asked about before

        def answer():
            return next((answer for answer in self.emotions[old:]
                         if answer.header.stamp == message.header.stamp), None)

        def publish():  # again and again: a best-effort image may be lost
            self.publisher.publish(message)
            end = time.monotonic() + 0.3
            while not answer() and (left := end - time.monotonic()) > 0:
                ros.spin_once(self.node, timeout_sec=left)

        return wait_until(answer, 'an answer', step=publish)

    def call(self, service, name, **fields):
        """Call a service and return its response."""
        kind = ros.interface(service)
        client = self.node.create_client(kind, name)
        self.wait_until(client.service_is_ready, name)
        future = client.call_async(kind.Request(**fields))
        self.wait_until(future.done, f'the answer of {name}')
        self.node.destroy_client(client)
        return future.result()

    @staticmethod
    def parameter_message(name, value):
        """Return a parameter as a message."""
        parameter = ros.Parameter(name, value=value)
        return (parameter.to_parameter_msg if ros.RUNTIME == 'rclpy' else parameter.to_message)()

    def set_parameter(self, name, value):
        """Set a parameter of the node and return the result."""
        parameter = self.parameter_message(name, value)
        return self.call('rcl_interfaces/srv/SetParameters', '/fer/set_parameters',
                         parameters=[parameter]).results[0]

    def get_parameter(self, name):
        """Return the value of a parameter of the node."""
        value = self.call('rcl_interfaces/srv/GetParameters', '/fer/get_parameters',
                          names=[name]).values[0]
        message = ros.interface('rcl_interfaces/msg/Parameter')(name=name, value=value)
        return (ros.Parameter.from_parameter_msg if ros.RUNTIME == 'rclpy' else
                ros.Parameter.from_message)(message).value


@pytest.fixture
def tester():
    """Return a Tester in this process."""
    ros.init(args=['test'])
    node = ros.Node('tester')
    yield Tester(node)
    node.destroy_node()
    ros.shutdown()


@pytest.fixture(scope='session')
def portrait():
    """Return Eileen Collins (320, 320, 3) BGR; her face is at (118, 67), 93x93 pixels."""
    data = pytest.importorskip('skimage.data')
    return np.ascontiguousarray(data.astronaut()[:320, 60:380, ::-1])


@pytest.fixture
def raw_data():
    """Return a function that makes the data field of a message of given length."""
    return lambda length: array('B', bytes(length))
