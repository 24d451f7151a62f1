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

"""Bad images: each is reported, none ends the node, and the next good one is processed."""

from fer_ros import ros
import pytest


CASES = {
    'unknown encoding': ({'encoding': 'smell8'}, "unknown image encoding 'smell8'"),
    'no encoding': ({'encoding': ''}, "unknown image encoding ''"),
    'data too short': ({'data': 100}, 'but has 100'),
    'data too long': ({'data': 320 * 320 * 3 + 1}, f'but has {320 * 320 * 3 + 1}'),
    'no data': ({'data': 0}, 'but has 0'),
    'zero width': ({'width': 0}, 'but is 0x320'),
    'zero height': ({'height': 0}, 'but is 320x0'),
    'step too small': ({'step': 10}, 'but is 10'),
    'size of gigabytes': ({'width': 2**32 - 1, 'height': 2**32 - 1}, 'but is 4294967295x'),
}


def test_bad_images_are_survived(command, tester, portrait, raw_data):
    with command('node') as node:
        tester.ask(tester.message(portrait, stamp=(1, 0)))
        tester.emotions.clear()
        for changes, _ in CASES.values():
            tester.publisher.publish(_bad(tester, portrait, raw_data, changes))
            tester.spin(0.1)
        assert tester.emotions == []
        assert len(tester.ask(tester.message(portrait, stamp=(2, 0))).emotions) == 1
        assert node.process.poll() is None
        assert 'Image skipped' in node.output() and 'Traceback' not in node.output()


@pytest.mark.slow  # the diagnostics with the error come once a second
def test_bad_images_are_named(command, tester, portrait, raw_data):
    errors = ['']

    def note(message):
        errors.extend(value.value for status in message.status for value in status.values
                      if value.key == 'last error')

    tester.node.create_subscription(
        ros.interface('diagnostic_msgs/msg/DiagnosticArray'), '/diagnostics', note, 10)
    with command('node') as node:
        for changes, said in CASES.values():  # the node's log is throttled
            bad = _bad(tester, portrait, raw_data, changes)
            tester.wait_until(lambda bad=bad, said=said: (
                tester.publisher.publish(bad), tester.spin(0.1), said in errors[-1])[-1], said)
        assert f'Image skipped: {errors[1]}' in node.output()


def test_tiny_images_have_no_face(command, tester, portrait):
    with command('node') as node:
        for number, (height, width) in enumerate(((1, 1), (1, 640), (480, 1), (2, 2)), start=1):
            tiny = portrait[:height, :width]
            assert tester.ask(tester.message(tiny, stamp=(number, 0))).emotions == []
    assert 'Traceback' not in node.output()


def _bad(tester, portrait, raw_data, changes):
    message = tester.message(portrait)
    for field, value in changes.items():
        setattr(message, field, raw_data(value) if field == 'data' else value)
    return message
