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

"""Real faces that cross, hide and hold still, with the real detectors and the default model."""

from fer_ros.benchmark.sequences import crossing_sequence, expression_sequence, portrait_heads
from fer_ros.benchmark.smoothing import change, constant, identities
from fer_ros.pipeline import Pipeline
from fer_ros.values.errors import MissingDependencyError
from fer_ros.values.settings import Settings
import pytest


@pytest.fixture(scope='module')
def heads():
    """Return the heads of two portraits."""
    try:
        return portrait_heads()
    except MissingDependencyError as error:
        pytest.skip(str(error))


@pytest.fixture(scope='module', params=['haar', 'yunet'])
def settings(request):
    """Return settings that search every frame with one of the detectors."""
    return Settings(detector=request.param, detection_rate=0.0, classification_rate=0.0)


@pytest.fixture
def tracking(pipeline):
    """Return a pipeline whose model is the fastest one: identifiers do not depend on it."""
    return Pipeline.load(pipeline.settings.changed({'model': 'cnn'}), pipeline)


@pytest.fixture
def pipeline(settings):
    """Return a new pipeline with a real detector."""
    try:
        return Pipeline.load(settings)
    except MissingDependencyError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize(('front', 'detection_rate'), [
    ('Collins', 0.0), pytest.param('Hopper', 0.0, marks=pytest.mark.slow), ('Collins', 5.0)])
def test_faces_that_cross_and_hide_for_a_second_keep_their_identifiers(
        tracking, heads, front, detection_rate):
    pipeline = Pipeline.load(tracking.settings.changed({'detection_rate': detection_rate}),
                             tracking)
    order = {front: heads[front], **heads}
    result = identities(pipeline, order, rate=10.0)
    assert [known['id_changes'] for known in result.values()] == [0, 0]
    for known in result.values():
        assert known['found'] > 0.85 * known['frames']


def test_without_memory_they_do_not(tracking, heads):
    pipeline = Pipeline.load(tracking.settings.changed(
        {'track_timeout': 0.3, 'detection_rate': 5.0}), tracking)
    result = identities(pipeline, heads, rate=10.0)
    assert result['Hopper']['id_changes'] >= 1


def test_the_one_behind_is_hidden_for_a_second(heads):
    stamps = [shown.stamp for shown in crossing_sequence(list(heads.items()), rate=10.0)
              if shown.stamp >= 6 and 'Hopper' not in shown.faces]
    assert 1.0 <= stamps[-1] - stamps[0] <= 1.5


def test_a_constant_expression_has_one_label_and_one_identifier(pipeline, heads):
    result = constant(pipeline, heads['Collins'], seconds=4.0, rate=10.0)
    assert result['label'] == 'happy'
    assert result['label_changes'] == 0
    assert result['found'] > 0.95 * result['frames']


def test_another_expression_shows_in_time(pipeline, heads):
    result = change(pipeline, heads['Collins'], heads['Hopper'], rate=10.0)
    assert result['before'] == 'happy'
    assert 0 < result['delay'] <= 1.5 * pipeline.settings.smoothing_time


def test_the_frames_of_a_sequence_are_always_the_same(heads):
    one, other = (list(expression_sequence([(heads['Collins'], 0.2)], rate=10.0, seed=3))
                  for _ in range(2))
    assert [shown.stamp for shown in one] == [0.0, 0.1]
    assert all((a.image == b.image).all() for a, b in zip(one, other, strict=True))
    assert (one[0].image != one[1].image).any()
