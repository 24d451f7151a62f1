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

"""The reliability of a subscription to images: the decision, and that it is made again."""

from types import SimpleNamespace

from fer_ros.values.errors import SettingError
import pytest

pytest.importorskip('cyclonedds')

from fer_ros import ros  # noqa: E402, I100
from fer_ros.node.dds_vendor import FASTDDS  # noqa: E402
from fer_ros.node.image_qos import (  # noqa: E402
    best_reliability, overridden_reliability)
from fer_ros.node.image_subscription import ImageSubscription  # noqa: E402

Image = ros.interface('sensor_msgs/msg/Image')
RELIABLE, BEST_EFFORT = ros.ReliabilityPolicy.RELIABLE, ros.ReliabilityPolicy.BEST_EFFORT
SENSOR_DATA = ros.qos_profile_sensor_data


def publisher(reliability, vendor=(1, 16)):
    return SimpleNamespace(endpoint_gid=[*vendor, *range(14)],
                           qos_profile=ros.QoSProfile(depth=1, reliability=reliability))


@pytest.mark.parametrize(('offered', 'expected'), [
    ([], BEST_EFFORT), ([RELIABLE], RELIABLE), ([BEST_EFFORT], BEST_EFFORT),
    ([RELIABLE, RELIABLE], RELIABLE), ([RELIABLE, BEST_EFFORT], BEST_EFFORT)])
def test_reliable_where_every_publisher_offers_it(offered, expected):
    assert best_reliability(map(publisher, offered)) == expected


@pytest.mark.parametrize(('vendors', 'expected'), [
    ([FASTDDS], RELIABLE), ([(1, 16)], BEST_EFFORT), ([FASTDDS, (1, 16)], BEST_EFFORT)])
def test_fast_dds_is_reliable_among_its_own(vendors, expected):
    publishers = [publisher(RELIABLE, vendor) for vendor in vendors]
    assert best_reliability(publishers, 'rmw_fastrtps_cpp') == expected
    assert best_reliability(publishers, 'rmw_cyclonedds_cpp') == RELIABLE


@pytest.mark.parametrize(('value', 'expected'), [
    ('reliable', RELIABLE), ('best_effort', BEST_EFFORT), ('best_available', None)])
def test_the_user_decides(make_node, value, expected):
    node = make_node('n', '--ros-args', '-p',
                     f'qos_overrides./image.subscription.reliability:={value}')
    for _ in range(2):
        assert overridden_reliability(node, '/image') == expected


def test_an_unknown_reliability(make_node):
    node = make_node('n', '--ros-args', '-p',
                     'qos_overrides./image.subscription.reliability:=maybe')
    with pytest.raises(SettingError, match="best_available, but is 'maybe'"):
        overridden_reliability(node, '/image')


@pytest.fixture
def subscribed(make_node, spin_until):
    """Return a function that subscribes, and what follows the publishers until a condition."""
    made = []

    def make(*args):
        node = make_node('n', *args)
        subscription = ImageSubscription(node, Image, '/image', made.append, depth=1)
        subscription.open()

        def follow(publishers, reliability):
            def arrived():
                known = subscription.publishers()
                subscription.adapt(known)
                return len(known) == publishers and subscription.reliability == reliability
            spin_until(arrived, node)
        return node, subscription, follow, made
    return make


def test_the_reliability_follows_the_publishers(subscribed, spin_until):
    node, subscription, follow, received = subscribed()
    assert subscription.reliability == BEST_EFFORT  # nobody is there
    first = node.create_publisher(Image, '/image', 5)
    follow(1, RELIABLE)
    assert not subscription.adapt(subscription.publishers())  # no change
    second = node.create_publisher(Image, '/image', SENSOR_DATA)
    follow(2, BEST_EFFORT)
    for one in (first, second):
        spin_until(lambda one=one: one.get_subscription_count() == 1, node)
        received.clear()
        spin_until(lambda one=one: (one.publish(Image()), received)[1], node)
    node.destroy_publisher(second)
    follow(1, RELIABLE)
    node.destroy_publisher(first)
    follow(0, BEST_EFFORT)
    # A camera that comes back with another QoS
    third = node.create_publisher(Image, '/image', SENSOR_DATA)
    follow(1, BEST_EFFORT)
    received.clear()
    spin_until(lambda: (third.publish(Image()), received)[1], node)


def test_qos_overrides_win(subscribed):
    name = 'qos_overrides./image.subscription'
    node, _, follow, _ = subscribed(
        '--ros-args', '-p', f'{name}.reliability:=best_effort', '-p', f'{name}.depth:=3')
    node.create_publisher(Image, '/image', 5)
    follow(1, BEST_EFFORT)
    assert node.get_parameter(f'{name}.depth').value == 3


def test_closed_it_does_not_subscribe_again(subscribed):
    _, subscription, _, _ = subscribed()
    subscription.close()
    assert subscription.reliability is None
    assert not subscription.adapt([publisher(RELIABLE)])
