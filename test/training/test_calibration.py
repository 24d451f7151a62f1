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

"""Calibration: the temperature that was put in is found again."""

from fer_ros.classifiers.preparation import apply_temperature
from fer_ros.model_store.manifest import TEMPERATURES
from fer_ros.training.calibration import (
    calibrate, class_factors, fit_temperature, negative_log_likelihood)
from fer_ros.training.evaluate.metrics import expected_calibration_error
import numpy as np
import pytest


def made_up(faces, seed=0):
    """Return probabilities (n, 7) and classes drawn from them: perfectly calibrated."""
    generator = np.random.default_rng(seed)
    logits = generator.normal(0, 2, (faces, 7))
    probabilities = apply_temperature(np.exp(logits), 1.0)
    classes = (generator.random((faces, 1)) > probabilities.cumsum(axis=1)[:, :-1]).sum(axis=1)
    return probabilities, classes


@pytest.mark.parametrize('temperature', [0.2, 0.7, 1.0, 1.8, 5.0])
def test_what_was_put_in_is_found(temperature):
    probabilities, classes = made_up(20_000)
    wrong = apply_temperature(probabilities, 1 / temperature)
    assert fit_temperature(wrong, classes) == pytest.approx(temperature, rel=0.03)


def test_there_is_no_better_one():
    probabilities, classes = made_up(300, seed=3)
    wrong = apply_temperature(probabilities, 0.6)
    found = fit_temperature(wrong, classes)
    least = negative_log_likelihood(apply_temperature(wrong, found), classes)
    for other in np.geomspace(*TEMPERATURES, 400):
        assert least <= negative_log_likelihood(apply_temperature(wrong, other), classes) + 1e-9


@pytest.mark.parametrize(('shift', 'bound'), [(0, TEMPERATURES[0]), (1, TEMPERATURES[1])])
def test_a_model_that_is_always_right_or_always_wrong_ends_at_a_bound(shift, bound):
    classes = np.arange(70) % 7
    probabilities = np.full((70, 7), 0.1)
    probabilities[np.arange(70), (classes + shift) % 7] = 0.4
    assert fit_temperature(probabilities, classes) == pytest.approx(bound, rel=1e-3)


def test_zeros_are_no_trouble():
    probabilities = np.eye(7)[np.arange(70) % 7]
    classes = np.where(np.arange(70) < 60, np.arange(70) % 7, 0)
    assert np.isfinite(fit_temperature(probabilities, classes))


def test_a_model_that_is_too_sure():
    probabilities, classes = made_up(4000, seed=1)
    wrong = apply_temperature(probabilities, 0.5)
    temperature, figures = calibrate(wrong, classes)
    assert temperature == pytest.approx(2.0, rel=0.1)
    ece = figures['ece']
    assert ece['before'] == pytest.approx(expected_calibration_error(wrong, classes), abs=1e-4)
    assert ece['after'] < 0.03 < 0.1 < ece['before']
    assert ece['cross_fitted'] < 0.03
    likelihoods = figures['negative_log_likelihood']
    assert likelihoods['after'] <= likelihoods['cross_fitted'] < likelihoods['before']
    assert calibrate(wrong, classes) == (temperature, figures)


def test_class_factors_take_frequencies_out():
    classes = np.repeat(np.arange(7), (10, 1, 10, 20, 10, 10, 10))
    factors = class_factors(classes, 1.0)
    assert factors['disgust'] / factors['happy'] == pytest.approx(20, rel=1e-3)
    assert set(class_factors(classes, 0.0).values()) == {1.0}
    assert np.mean(list(class_factors(classes, 0.3).values())) == pytest.approx(1, abs=1e-3)
