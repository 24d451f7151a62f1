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

"""Nodes in one process that communicate over DDS."""

import struct
import threading
import time

import numpy as np
import pytest
from waiting import wait_until

pytest.importorskip('cyclonedds')

from fer_ros import embedded  # noqa: E402, I100
from fer_ros.embedded import dds  # noqa: E402
from fer_ros.embedded.cdr import encode  # noqa: E402
from fer_ros.embedded.errors import (  # noqa: E402
    InvalidNameError, InvalidParameterValueException, RuntimeFault)

String = embedded.interface('std_msgs/msg/String')
Image = embedded.interface('sensor_msgs/msg/Image')
SetBool = embedded.interface('std_srvs/srv/SetBool')


def test_a_large_image_arrives_whole(make_node, spin_until):
    node, got = make_node('n'), []
    node.create_subscription(Image, 'image', got.append, embedded.QoSProfile(depth=5))
    publisher = node.create_publisher(Image, 'image', 5)
    spin_until(lambda: publisher.get_subscription_count() == 1, node)
    data = np.random.default_rng(0).integers(0, 256, 1920 * 1080 * 3, np.uint8)
    sent = Image(height=1080, width=1920, step=5760, encoding='bgr8', data=data)
    sent.header.frame_id = 'camera'
    publisher.publish(sent)
    spin_until(lambda: got, node)
    assert got == [sent]


def test_best_effort_and_reliable_match_as_in_ros(make_node, spin_until):
    node = make_node('n')
    best_effort = embedded.qos_profile_sensor_data
    node.create_subscription(String, 'a', print, best_effort)
    node.create_subscription(String, 'b', print, 10)
    offered = {topic: node.create_publisher(String, topic, qos) for topic, qos in (
        ('a', 10), ('b', best_effort))}
    spin_until(lambda: offered['a'].get_subscription_count() == 1, node)
    assert offered['b'].get_subscription_count() == 0


def test_transient_local_reaches_late_subscribers(make_node, spin_until):
    node, got = make_node('n'), []
    qos = embedded.QoSProfile(depth=1, durability=embedded.DurabilityPolicy.TRANSIENT_LOCAL)
    publisher = node.create_publisher(String, 'map', qos)
    for text in ('old', 'new'):
        publisher.publish(String(data=text))
    node.create_subscription(String, 'map', lambda message: got.append(message.data), qos)
    spin_until(lambda: got, node)
    assert got == ['new']


def test_remapped_topics_and_names(make_node):
    node = make_node('fer', '--ros-args', '-r', '__ns:=/robot', '-r', 'image_raw:=/cam/image',
                     '-r', '__node:=eyes')
    assert node.get_fully_qualified_name() == '/robot/eyes'
    assert node.resolve_topic_name('image_raw') == '/cam/image'
    assert node.create_publisher(String, '~/emotions', 1).topic_name == '/robot/eyes/emotions'


def test_service(make_node, spin_until):
    node = make_node('n')

    def answer(request, response):
        response.success, response.message = not request.data, 'turned'
        return response

    node.create_service(SetBool, '~/enable', answer)
    client = node.create_client(SetBool, '/n/enable')
    spin_until(client.service_is_ready, node)
    futures = [client.call_async(SetBool.Request(data=data)) for data in (True, False)]
    spin_until(lambda: all(future.done() for future in futures), node)
    assert [future.result().success for future in futures] == [False, True]
    assert futures[0].result().message == 'turned'


def test_parameter_services(make_node, spin_until):
    server, asker = make_node('server'), make_node('asker')
    server.declare_parameter('camera.rate', 15.0, embedded.ParameterDescriptor(
        description='a rate', floating_point_range=[
            embedded.FloatingPointRange(from_value=1.0, to_value=60.0)]))
    server.declare_parameter('name', 'x')

    def call(service, **fields):
        kind = embedded.interface(f'rcl_interfaces/srv/{service}')
        path = ''.join('_' + c.lower() if c.isupper() else c for c in service).strip('_')
        client = asker.create_client(kind, f'/server/{path}')
        spin_until(client.service_is_ready, server, asker)
        future = client.call_async(kind.Request(**fields))
        spin_until(future.done, server, asker)
        return future.result()

    assert call('ListParameters').result.names == ['camera.rate', 'name', 'use_sim_time']
    assert call('ListParameters', prefixes=['camera']).result.names == ['camera.rate']
    assert call('ListParameters', depth=1).result.names == ['name', 'use_sim_time']
    assert call('GetParameters', names=['name', 'no']).values[0].string_value == 'x'
    assert call('GetParameterTypes', names=['camera.rate', 'no']).types.tolist() == [3, 0]
    described = call('DescribeParameters', names=['camera.rate']).descriptors[0]
    assert (described.type, described.description) == (3, 'a rate')
    assert described.floating_point_range[0].to_value == 60.0
    good, bad = (embedded.Parameter('camera.rate', value=value).to_message()
                 for value in (30.0, 90.0))
    results = call('SetParameters', parameters=[good, bad]).results
    assert [result.successful for result in results] == [True, False]
    assert 'Max: 60.0, value: 90.0' in results[1].reason
    assert server.get_parameter('camera.rate').value == 30.0
    assert not call('SetParametersAtomically', parameters=[bad]).result.successful


def test_timer_keeps_its_rate(make_node, spin_until):
    node, calls = make_node('n'), []
    timer = node.create_timer(0.05, lambda: calls.append(time.monotonic()))
    start = time.monotonic()
    spin_until(lambda: len(calls) == 6, node)
    assert time.monotonic() - start >= 0.29
    node.destroy_timer(timer)
    embedded.spin_once(node, timeout_sec=0.2)
    assert len(calls) == 6


def test_malformed_samples_are_dropped_and_counted(make_node, spin_until, capsys):
    node, got = make_node('n'), []
    subscription = node.create_subscription(String, 'text', got.append, 10)
    publisher = node.create_publisher(String, 'text', 10)
    spin_until(lambda: publisher.get_subscription_count() == 1, node)
    # Text that is no UTF-8; what is no CDR at all Cyclone itself drops.
    dds.write(publisher.writer, memoryview(b'\0\1\0\1\3\0\0\0\xff\xfe\0\0'))
    publisher.publish(String(data='good'))
    spin_until(lambda: got, node)
    assert [message.data for message in got] == ['good']
    assert subscription.malformed == 1
    assert 'Message on /text dropped' in capsys.readouterr().err


def test_errors_of_callbacks_come_out_of_spin(make_node, spin_until):
    node = make_node('n')
    node.create_timer(0.01, lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        spin_until(lambda: False, node)


def test_callbacks_may_destroy_what_is_ready_too(make_node, spin_until):
    node, got = make_node('n'), []
    subscriptions, timers = [], []

    def on_text(message):
        got.append(message.data)
        while subscriptions:
            node.destroy_subscription(subscriptions.pop())

    def on_timer():
        got.append('timer')
        while timers:
            node.destroy_timer(timers.pop())

    publisher = node.create_publisher(String, 'text', 10)
    subscriptions += [node.create_subscription(String, 'text', on_text, 10) for _ in range(2)]
    spin_until(lambda: publisher.get_subscription_count() == 2, node)
    publisher.publish(String(data='once'))
    timers += [node.create_timer(0.05, on_timer) for _ in range(2)]
    time.sleep(0.1)
    spin_until(lambda: 'once' in got and 'timer' in got, node)
    embedded.spin_once(node, timeout_sec=0.2)
    assert sorted(got) == ['once', 'timer']


def test_spin_returns_when_a_callback_shuts_down(make_node):
    node = make_node('n')
    node.create_timer(0.01, embedded.shutdown)
    embedded.spin(node)
    assert not embedded.ok()


def test_a_malformed_answer_is_dropped(make_node, spin_until, capsys):
    node = make_node('n')
    client = node.create_client(SetBool, 'enable')
    # The service is a writer of raw bytes: a response whose text is no UTF-8.
    service = node.create_service(SetBool, 'enable', lambda request, response: response)
    spin_until(client.service_is_ready, node)
    good = encode(SetBool.Response(message='ab'), client_header(client, 1))
    broken = bytes(good).replace(b'ab', b'\xff\xfe')
    future = client.call_async(SetBool.Request())
    dds.write(service.writer, memoryview(broken))
    spin_until(future.done, node)  # the true answer
    assert 'Response of /enable dropped' in capsys.readouterr().err


def client_header(client, number):
    """Return the header of a client's request or its answer."""
    return struct.pack('<Qq', client._id, number)


@pytest.mark.parametrize('timeout', [None, 30.0])
def test_shutdown_from_another_thread_ends_spin(make_node, timeout):
    node = make_node('n')
    threading.Timer(0.2, embedded.shutdown).start()
    with pytest.raises(embedded.ExternalShutdownException):
        embedded.spin_once(node, timeout_sec=timeout)
    assert not embedded.ok()


def test_publishing_from_many_threads(make_node, spin_until):
    node, got = make_node('n'), []
    node.create_subscription(String, 'text', lambda message: got.append(message.data), 1000)
    publisher = node.create_publisher(String, 'text', 1000)
    spin_until(lambda: publisher.get_subscription_count() == 1, node)
    threads = [threading.Thread(target=lambda name=name: [
        publisher.publish(String(data=f'{name}{number}')) for number in range(50)])
        for name in 'abcd']
    for thread in threads:
        thread.start()
    spin_until(lambda: len(got) == 200, node)
    assert sorted(got) == sorted(f'{name}{number}' for name in 'abcd' for number in range(50))


def test_a_destroyed_subscription_hears_nothing(make_node, spin_until):
    node, got = make_node('n'), []
    subscription = node.create_subscription(String, 'text', got.append, 10)
    publisher = node.create_publisher(String, 'text', 10)
    spin_until(lambda: publisher.get_subscription_count() == 1, node)
    assert node.destroy_subscription(subscription)
    assert not node.destroy_subscription(subscription)
    spin_until(lambda: publisher.get_subscription_count() == 0, node)
    publisher.publish(String(data='x'))
    embedded.spin_once(node, timeout_sec=0.2)
    assert got == []


def test_logging(make_node, capsys):
    node = make_node('fer', '--ros-args', '-r', '__ns:=/robot', '--log-level', 'warn')
    for _ in range(3):
        node.get_logger().info('hidden')
        node.get_logger().warning('again', throttle_duration_sec=60.0)
        node.get_logger().error('once', once=True)
    lines = capsys.readouterr().err.splitlines()
    assert [line.split('] ', 2)[2] for line in lines] == ['[robot.fer]: again',
                                                          '[robot.fer]: once']
    assert lines[0].startswith('[WARN] [')


def test_simulated_time(make_node, spin_until):
    node = make_node('n', '--ros-args', '-p', 'use_sim_time:=true')
    assert node.get_clock().now().nanoseconds == 0
    kind = embedded.interface('rosgraph_msgs/msg/Clock')
    publisher, message = node.create_publisher(kind, '/clock', 10), kind()
    message.clock.sec, message.clock.nanosec = 5, 7
    spin_until(lambda: (publisher.publish(message),
                        node.get_clock().now().nanoseconds == 5 * 10**9 + 7)[1], node)
    node.set_parameters([embedded.Parameter('use_sim_time', value=False)])
    assert abs(node.get_clock().now().nanoseconds - time.time_ns()) < 10**9


def test_a_callback_group_has_its_own_thread(make_node, spin_until):
    node, threads = make_node('n'), []
    node.create_subscription(
        String, 'a', lambda message: threads.append(threading.current_thread()), 10,
        callback_group=embedded.MutuallyExclusiveCallbackGroup())
    publisher = node.create_publisher(String, 'a', 10)
    # Nobody spins the node.
    wait_until(lambda: threads, 'a call', 10.0,
               lambda: (publisher.publish(String(data='x')), time.sleep(0.05)))
    assert threads[0] is not threading.current_thread()
    node.destroy_node()
    assert not threads[0].is_alive()


@pytest.mark.parametrize(('value', 'matched'), [('reliable', False), ('best_effort', True)])
def test_qos_overrides(make_node, spin_until, value, matched):
    node = make_node('n', '--ros-args', '-p',
                     f'qos_overrides./image_raw.subscription.reliability:={value}')
    subscription = node.create_subscription(
        String, 'image_raw', print, embedded.QoSProfile(depth=1),
        qos_overriding_options=embedded.QoSOverridingOptions.with_default_policies())
    publisher = node.create_publisher(String, 'image_raw', embedded.qos_profile_sensor_data)
    if matched:
        spin_until(lambda: subscription.get_publisher_count() == 1, node)
    else:
        for _ in range(10):
            embedded.spin_once(node, timeout_sec=0.05)
        assert subscription.get_publisher_count() == publisher.get_subscription_count() == 0
    assert node.get_parameter('qos_overrides./image_raw.subscription.depth').value == 1


def test_qos_overrides_that_are_none(make_node):
    node = make_node('n', '--ros-args', '-p', 'qos_overrides./a.subscription.reliability:=maybe')
    with pytest.raises(InvalidParameterValueException, match="best_effort, but is 'maybe'"):
        node.create_subscription(
            String, 'a', print, 1,
            qos_overriding_options=embedded.QoSOverridingOptions.with_default_policies())


def test_who_publishes_what(make_node, spin_until):
    node, other = make_node('n'), make_node('camera', '--ros-args', namespace='/front')
    other.create_publisher(Image, 'image', embedded.qos_profile_sensor_data)
    spin_until(lambda: [info.node_name for info in node.get_publishers_info_by_topic(
        '/front/image')] == ['camera'], node)
    (info,) = node.get_publishers_info_by_topic('/front/image')
    assert (info.node_namespace, info.topic_type) == ('/front', 'sensor_msgs/msg/Image')
    assert info.qos_profile.reliability == embedded.ReliabilityPolicy.BEST_EFFORT
    assert ('/front/image', ['sensor_msgs/msg/Image']) in node.get_topic_names_and_types()
    other.destroy_node()
    spin_until(lambda: node.get_publishers_info_by_topic('/front/image') == [], node)


def test_who_subscribes_to_what(make_node, spin_until):
    node, other = make_node('n'), make_node('viewer', '--ros-args', namespace='/front')
    subscription = other.create_subscription(Image, 'image', print, 10)
    spin_until(lambda: [info.node_name for info in node.get_subscriptions_info_by_topic(
        '/front/image')] == ['viewer'], node)
    (info,) = node.get_subscriptions_info_by_topic('/front/image')
    assert (info.node_namespace, info.topic_type) == ('/front', 'sensor_msgs/msg/Image')
    assert info.qos_profile.reliability == embedded.ReliabilityPolicy.RELIABLE
    assert ('/front/image', ['sensor_msgs/msg/Image']) not in node.get_topic_names_and_types()
    other.destroy_subscription(subscription)
    spin_until(lambda: node.get_subscriptions_info_by_topic('/front/image') == [], node)


def test_rosout(make_node, spin_until):
    node, got = make_node('n'), []
    node.create_subscription(embedded.interface('rcl_interfaces/msg/Log'), '/rosout',
                             got.append, 10)
    spin_until(lambda: (node.get_logger().error('trouble'), got)[1], node)
    assert (got[0].level, got[0].name, got[0].msg) == (40, 'n', 'trouble')
    assert got[0].file.endswith('test_runtime.py')


@pytest.mark.parametrize(('message', 'text'), [
    ('photo \udcff.png', 'photo \\udcff.png'), (ValueError('trouble'), 'trouble')])
def test_anything_can_be_logged(make_node, spin_until, message, text):
    node, got = make_node('n'), []
    node.create_subscription(embedded.interface('rcl_interfaces/msg/Log'), '/rosout',
                             got.append, 10)
    spin_until(lambda: (node.get_logger().error(message), got)[1], node)
    assert got[0].msg == text


def test_wrong_message_type(make_node):
    publisher = make_node('n').create_publisher(String, 'text', 1)
    with pytest.raises(TypeError, match=r'/text carries std_msgs/msg/String, but got Image'):
        publisher.publish(Image())


@pytest.mark.parametrize('name', ['1', 'a/b', ''])
def test_invalid_node_name(make_node, name):
    with pytest.raises(InvalidNameError):
        make_node(name)


def test_init_twice(make_node):
    make_node('n')
    with pytest.raises(RuntimeFault, match='already'):
        embedded.init([])


def test_node_before_init():
    with pytest.raises(RuntimeFault, match='init'):
        embedded.Node('n')


def test_published_bytes_are_plain_cdr():
    assert bytes(encode(String(data='hi'))) == b'\0\1\0\1\3\0\0\0hi\0\0'
