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

"""Faults of detectors and models: another package's code that raises, lies or hangs."""

import collections
import itertools
import os
import signal
import time

from fer_ros import ros
from fer_ros.system import share_dir
from fer_ros.values.settings import DEFAULT_MODEL
import pytest
from waiting import wait_until

OK, WARN, ERROR = 0, 1, 2  # of diagnostic_msgs/msg/DiagnosticStatus

# The file that the parameter `model`, or `detector_weights`, names says what goes wrong.
PACKAGE = """
from pathlib import Path
import threading
import time

from fer_ros.classifiers import BACKENDS, Classifier
from fer_ros.detectors import Detector, DETECTORS
import numpy as np


class Faulty:
    name = 'faulty'

    def __init__(self, file):
        self._file = Path(file)

    def fault(self):
        fault = self._file.read_text()
        if fault == 'raise':
            raise RuntimeError('the accelerator is gone')
        if fault == 'hang':
            threading.Event().wait()
        while self._file.read_text() == 'slow':
            time.sleep(0.05)
        return fault


class Model(Faulty, Classifier):
    def __init__(self, model):
        super().__init__(model)
        self._inner = BACKENDS.create('onnx', 'cnn')

    def classify(self, crops):
        rows, fault = self._inner.classify(crops), self.fault() if len(crops) else ''
        return {'nan': rows * np.nan, 'inf': rows + np.inf, 'shape': rows[:, :5],
                'none': None, 'logits': 9 * rows, 'text': 'happy'}.get(fault, rows)


class FaultyDetector(Faulty, Detector):
    def __init__(self, weights):
        super().__init__(weights)
        self._inner = DETECTORS.create('haar', '')

    def detect(self, image, threshold):
        faces, fault = self._inner.detect(image, threshold), self.fault()
        return {'nan': [face.scaled(np.nan, 1.0) for face in faces], 'none': None,
                'text': [(1, 2, 3, 4)]}.get(fault, faces)
"""


@pytest.fixture
def faulty(tmp_path):
    """Install a package with the backend and the detector `faulty`."""
    folder = tmp_path / 'site'
    information = folder / 'faulty-1.0.dist-info'
    information.mkdir(parents=True)
    (folder / 'faulty_parts.py').write_text(PACKAGE)
    (information / 'METADATA').write_text('Metadata-Version: 2.1\nName: faulty\nVersion: 1.0\n')
    (information / 'entry_points.txt').write_text(
        '[fer_ros.backends]\nfaulty = faulty_parts:Model\n'
        '[fer_ros.detectors]\nfaulty = faulty_parts:FaultyDetector\n')
    for part in ('model', 'detector'):
        (tmp_path / part).write_text('')
    return tmp_path


@pytest.fixture
def node(command, tester, faulty):
    """Return a function that runs the node with the faulty parts, and keeps its diagnostics."""
    statuses = collections.defaultdict(ros.interface('diagnostic_msgs/msg/DiagnosticStatus'))

    def note(message):
        statuses.update({status.name.rpartition(' ')[2]: status for status in message.status})

    tester.node.create_subscription(
        ros.interface('diagnostic_msgs/msg/DiagnosticArray'), '/diagnostics', note, 10)

    def run(*parts, **settings):
        path = os.pathsep.join(filter(None, (str(faulty / 'site'), os.environ.get('PYTHONPATH'))))
        settings = {'detector': 'haar', 'detection_rate': 0.0, **settings}
        if 'model' in parts:
            settings |= {'backend': 'faulty', 'model': faulty / 'model'}
        if 'detector' in parts:
            settings |= {'detector': 'faulty', 'detector_weights': faulty / 'detector'}
        options = [word for name, value in settings.items() for word in ('-p', f'{name}:={value}')]
        running = command('node', '--ros-args', *options, PYTHONPATH=path)
        return running, statuses
    return run


def level(status):
    """Return a level as a number: rosbags has a number, rclpy a byte."""
    return status.level if isinstance(status.level, int) else status.level[0]


def last_error(statuses):
    return {value.key: value.value for value in statuses['processing'].values}.get(
        'last error', '')


def stream(tester, portrait, until, what, seconds=20.0):
    """Publish at 20 Hz until something holds; return the seconds that it took."""
    begin = time.monotonic()
    numbers = itertools.count()

    def publish():
        tester.publisher.publish(tester.message(portrait, stamp=(1000 + next(numbers) // 20, 0)))
        tester.spin(0.05)

    wait_until(until, what, seconds, publish)
    return time.monotonic() - begin


FAULTS = {
    'model': {
        'raise': "the model 'faulty' failed: RuntimeError: the accelerator is gone",
        'nan': "the model 'faulty' gave numbers that are not finite",
        'inf': "the model 'faulty' gave numbers that are not finite",
        'shape': 'gave an answer of the shape (1, 5), but must give (1, 7)',
        'none': 'but must give (1, 7)',
        'text': "the model 'faulty' gave 'happy', but must give (1, 7)",
        'logits': 'but must give probabilities, which sum to 1'},
    'detector': {
        'raise': "the detector 'faulty' failed: RuntimeError: the accelerator is gone",
        'nan': "the detector 'faulty' gave an invalid face",
        'none': "the detector 'faulty' gave None, but must give a list of",
        'text': "the detector 'faulty' gave (1, 2, 3, 4) among its faces"}}


@pytest.mark.parametrize(('part', 'faults'), [
    *((part, ('raise', 'nan')) for part in FAULTS),
    # test/pipeline has all faults, too
    *(pytest.param(part, tuple(faults), marks=pytest.mark.slow, id=f'{part}-all')
      for part, faults in FAULTS.items())])
def test_a_part_that_fails_skips_frames(node, tester, faulty, portrait, part, faults):
    running, statuses = node(part)
    with running as process:
        assert tester.ask(tester.message(portrait, stamp=(1, 0))).emotions
        for number, fault in enumerate(faults, start=1):
            said = FAULTS[part][fault]
            (faulty / part).write_text(fault)
            stream(tester, portrait, lambda text=said: text in last_error(statuses), fault)
            if part == 'model':
                stream(tester, portrait, lambda: level(statuses['models']) == ERROR, 'an error')
                assert 'frames failed: ' in statuses['models'].message
            (faulty / part).write_text('')
            tester.emotions.clear()
            assert tester.ask(tester.message(portrait, stamp=(9000 * number, 0))).emotions
        tester.wait_until(lambda: level(statuses['models']) == OK, 'good diagnostics')
        assert 'Image skipped' in process.output() and 'Traceback' not in process.output()


@pytest.mark.parametrize('fault', ['raise', 'nan', 'hang'])
def test_another_model_takes_over(node, tester, faulty, portrait, fault):
    running, statuses = node('model', fallback_model='cnn', watchdog_timeout=1.0)
    with running as process:
        assert tester.ask(tester.message(portrait, stamp=(1, 0))).model == 'faulty'
        (faulty / 'model').write_text(fault)
        tester.emotions.clear()
        seconds = stream(
            tester, portrait, lambda: any(answer.model == 'cnn' and answer.emotions
                                          for answer in tester.emotions), 'the other model')
        print(f'{fault}: the other model after {seconds:.2f} s')
        tester.wait_until(lambda: 'fallback since' in statuses['models'].message, 'diagnostics')
        assert level(statuses['models']) == WARN
        assert 'fallback since' in process.output()
        # Other parameters change nothing about it.
        assert tester.set_parameter('smoothing_time', 0.1).successful
        assert tester.ask(tester.message(portrait, stamp=(9000, 0))).model == 'cnn'
        (faulty / 'model').write_text('')
        assert tester.set_parameter('model', str(faulty / 'model')).successful
        assert tester.ask(tester.message(portrait, stamp=(9100, 0))).model == 'faulty'
        tester.wait_until(lambda: level(statuses['models']) == OK, 'good diagnostics')
        assert process.stop(signal.SIGTERM) == 0
        assert 'Traceback' not in process.output()


@pytest.mark.slow
@pytest.mark.parametrize('part', ['model', 'detector'])
def test_a_part_that_hangs_holds_nothing_up(node, tester, faulty, portrait, part):
    running, statuses = node(part, watchdog_timeout=1.0)
    with running as process:
        tester.ask(tester.message(portrait, stamp=(1, 0)))
        (faulty / part).write_text('hang')
        said = f"the {part} 'faulty' has not answered for"
        stream(tester, portrait, lambda: said in statuses['models'].message, 'diagnostics')
        assert level(statuses['models']) == ERROR
        assert said[4:] in process.output()
        # The executor goes on: diagnostics come, services answer, parameters change.
        before = statuses['models'].message
        tester.wait_until(lambda: statuses['models'].message != before, 'more diagnostics', 5.0)
        assert tester.call('std_srvs/srv/SetBool', '/fer/enable', data=False).success
        assert tester.call('std_srvs/srv/SetBool', '/fer/enable', data=True).success
        assert not tester.set_parameter('max_faces', 0).successful
        # Another part is the way out.
        others = {'model': {'backend': 'onnx', 'model': 'cnn'},
                  'detector': {'detector': 'haar', 'detector_weights': ''}}[part]
        assert tester.call(
            'rcl_interfaces/srv/SetParametersAtomically', '/fer/set_parameters_atomically',
            parameters=[tester.parameter_message(name, value)
                        for name, value in others.items()]).result.successful
        assert tester.ask(tester.message(portrait, stamp=(9000, 0))).emotions
        tester.wait_until(lambda: level(statuses['models']) == OK, 'good diagnostics')
        assert 'Traceback' not in process.output()


@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_node_whose_model_hangs(node, tester, faulty, portrait, number):
    running, statuses = node('model', watchdog_timeout=1.0)
    with running as process:
        tester.ask(tester.message(portrait, stamp=(1, 0)))
        (faulty / 'model').write_text('hang')
        stream(tester, portrait, lambda: 'not answered' in statuses['models'].message, 'a hang')
        assert process.stop(number) == 0
        assert 'Traceback' not in process.output()


def test_an_answer_that_comes_late_is_used_where_nothing_took_over(node, tester, faulty,
                                                                   portrait):
    running, statuses = node('model', watchdog_timeout=0.5)
    with running as process:
        tester.ask(tester.message(portrait, stamp=(1, 0)))
        (faulty / 'model').write_text('slow')
        stream(tester, portrait, lambda: 'not answered' in statuses['models'].message, 'a hang')
        (faulty / 'model').write_text('')
        tester.wait_until(lambda: level(statuses['models']) == OK, 'good diagnostics')
        assert tester.ask(tester.message(portrait, stamp=(9000, 0))).model == 'faulty'
        assert 'It works again' in process.output()


def test_a_fallback_that_is_none(node, tester, portrait):
    running, _ = node(fallback_model='nope')
    with running as process:
        assert tester.ask(tester.message(portrait)).model == DEFAULT_MODEL
        assert "fallback_model: unknown model 'nope'" in process.output()
        result = tester.set_parameter('fallback_model', 'gone')
        assert not result.successful and "unknown model 'gone'" in result.reason
        assert tester.set_parameter('fallback_model', 'cnn').successful
        assert tester.set_parameter('fallback_model', '').successful


@pytest.fixture
def broken(tmp_path):
    """Return a function that makes the model `cnn` with a file or manifest of other content."""
    def make(**contents):
        for suffix in ('onnx', 'json'):
            content = (share_dir() / 'models' / f'cnn.{suffix}').read_bytes()
            change = contents.get(suffix, lambda content: content)
            (tmp_path / f'cnn.{suffix}').write_bytes(change(content))
        return str(tmp_path / 'cnn.onnx')
    return make


def other_manifest(content):
    """Return the manifest of another model."""
    return (share_dir() / 'models' / f'{DEFAULT_MODEL}.json').read_bytes()


CASES = {
    'truncated': ({'onnx': lambda content: content[:5000]}, 'is damaged or another version'),
    'empty': ({'onnx': lambda content: b''}, 'is empty'),
    'garbage': ({'onnx': lambda content: os.urandom(5000)}, 'is damaged or another version'),
    'another manifest': ({'json': other_manifest}, f"must be the file's own, 'cnn', but is "
                                                   f"'{DEFAULT_MODEL}'"),
    'no manifest': ({'json': lambda content: b'\x00\xff'}, 'cnn.json'),
    'half a manifest': ({'json': lambda content: content[:200]}, 'cnn.json')}


@pytest.mark.parametrize('case', ['truncated', 'another manifest'])
def test_a_broken_model_file_at_the_start(node, tester, broken, portrait, case):
    changes, said = CASES[case]
    running, statuses = node(model=broken(**changes))
    with running as process:
        process.wait_for('No image is processed until the parameters are valid')
        assert said in process.output() and 'Traceback' not in process.output()
        tester.wait_until(lambda: level(statuses['models']) == ERROR, 'diagnostics')
        # Mended on disk, and set again
        assert tester.set_parameter('model', broken()).successful
        assert tester.ask(tester.message(portrait)).model == 'cnn'


def test_a_broken_model_file_is_rejected_by_a_live_node(node, tester, broken, portrait):
    running, _ = node()
    with running as process:
        for number, (changes, said) in enumerate(CASES.values(), start=1):
            result = tester.set_parameter('model', broken(**changes))
            assert not result.successful and said in result.reason
            answer = tester.ask(tester.message(portrait, stamp=(number, 0)))
            assert answer.model == DEFAULT_MODEL and answer.emotions
        assert 'Traceback' not in process.output()


def test_files_that_are_swapped_under_a_live_node_change_nothing(node, tester, broken, portrait):
    running, _ = node(model=broken())
    with running as process:
        before = tester.ask(tester.message(portrait, stamp=(1, 0)))
        broken(onnx=lambda content: b'', json=other_manifest)
        after = tester.ask(tester.message(portrait, stamp=(2, 0)))
        assert before.model == after.model == 'cnn'
        assert list(before.emotions[0].raw_probabilities) == pytest.approx(
            list(after.emotions[0].raw_probabilities))
        assert 'Traceback' not in process.output()


def test_a_fallback_takes_over_from_a_model_that_cannot_be_loaded(node, tester, broken, portrait):
    path = broken(onnx=lambda content: content[:5000])
    running, statuses = node(model=path, fallback_model=DEFAULT_MODEL)
    with running:
        assert tester.ask(tester.message(portrait)).model == DEFAULT_MODEL
        tester.wait_until(lambda: level(statuses['models']) == WARN, 'diagnostics')
        assert 'is damaged or another version' in statuses['models'].message
