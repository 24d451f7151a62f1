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

"""Calibration by temperature scaling (Guo et al. 2017, arXiv:1706.04599)."""

from __future__ import annotations

from math import sqrt
from typing import Any

from fer_ros.classifiers.preparation import apply_temperature
from fer_ros.model_store.manifest import TEMPERATURES
from fer_ros.training.evaluate.metrics import expected_calibration_error
from fer_ros.values.labels import LABELS
import numpy as np

SEED = 2022
PRECISION = 1e-5
_GOLDEN = (sqrt(5) - 1) / 2


def negative_log_likelihood(probabilities: np.ndarray, classes: np.ndarray) -> float:
    """
    Return the mean of -log(the probability of the true class), in nats.

    :param probabilities: (n, 7) in the order of LABELS
    :param classes: (n,) true classes, indices into LABELS
    """
    said = probabilities[np.arange(len(classes)), classes]
    # In single precision, smaller probabilities have become 0.
    return float(-np.log(np.maximum(said, np.finfo(np.float32).tiny)).mean())


def fit_temperature(probabilities: np.ndarray, classes: np.ndarray) -> float:
    """
    Return the temperature within TEMPERATURES that has the least negative log likelihood.

    The negative log likelihood is convex in 1 / temperature (a log-sum-exp of linear terms minus
    a linear term), so a golden-section search finds its minimum, without derivatives or SciPy.

    :param probabilities: (n, 7) in the order of LABELS, at temperature 1
    :param classes: (n,) true classes, indices into LABELS
    """
    def cost(inverse: float) -> float:
        return negative_log_likelihood(apply_temperature(probabilities, 1 / inverse), classes)

    low, high = (1 / temperature for temperature in reversed(TEMPERATURES))
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    costs = cost(left), cost(right)
    while high - low > PRECISION:
        if costs[0] <= costs[1]:
            high, right = right, left
            left = high - _GOLDEN * (high - low)
            costs = cost(left), costs[0]
        else:
            low, left = left, right
            right = low + _GOLDEN * (high - low)
            costs = costs[1], cost(right)
    return 2 / (low + high)


def class_factors(classes: np.ndarray, strength: float) -> dict[str, float]:
    """
    Return factors by label that correct probabilities for the frequencies of the classes.

    They are frequency ** -strength, scaled to a mean of 1. Strength 0 leaves the probabilities
    unchanged; strength 1 gives those for equally frequent classes (Menon et al. 2021,
    arXiv:2007.07314).

    :param classes: (n,) classes of the training faces, indices into LABELS
    """
    shares = np.bincount(classes, minlength=len(LABELS)) / len(classes)
    factors = np.maximum(shares, 1 / len(classes)) ** -strength
    return {label: round(float(factor), 4)
            for label, factor in zip(LABELS, factors / factors.mean(), strict=True)}


def calibrate(probabilities: np.ndarray,
              classes: np.ndarray) -> tuple[float, dict[str, Any]]:
    """
    Return the temperature of a model and its effect, as manifests hold it.

    `after` is measured on the faces that the temperature was fitted to. For `cross_fitted`, the
    faces are divided into two random halves, and each half gets the temperature that was fitted
    to the other half; `ece_of_halves` holds the calibration error of each half.

    :param probabilities: (n, 7) in the order of LABELS, at temperature 1; n is at least 2
    :param classes: (n,) true classes, indices into LABELS
    """
    temperature = round(fit_temperature(probabilities, classes), 4)
    crossed = np.empty_like(probabilities)
    halves = _halves(len(classes))
    for fitted, other in (halves, halves[::-1]):
        crossed[other] = apply_temperature(
            probabilities[other], fit_temperature(probabilities[fitted], classes[fitted]))
    return temperature, _figures(classes, halves[::-1], {
        'before': probabilities, 'after': apply_temperature(probabilities, temperature),
        'cross_fitted': crossed})


def effect(temperature: float, probabilities: np.ndarray, classes: np.ndarray) -> dict[str, Any]:
    """
    Return the effect of a temperature on faces to which it was not fitted, as manifests hold it.

    `ece_of_halves` holds the calibration error of two random halves.

    :param probabilities: (n, 7) in the order of LABELS, at temperature 1; n is at least 2
    :param classes: (n,) true classes, indices into LABELS
    """
    return _figures(classes, _halves(len(classes)), {
        'before': probabilities, 'after': apply_temperature(probabilities, temperature)})


def _halves(count: int) -> list[np.ndarray]:
    return np.array_split(np.random.default_rng(SEED).permutation(count), 2)


def _figures(classes: np.ndarray, halves: list[np.ndarray],
             versions: dict[str, np.ndarray]) -> dict[str, Any]:
    """Return the figures of some versions of the probabilities, of the halves by the last one."""
    last = list(versions.values())[-1]
    return {'ece_of_halves': [round(expected_calibration_error(last[half], classes[half]), 4)
                              for half in halves], **{
        name: {version: round(figure(values, classes), 4) for version, values in versions.items()}
        for name, figure in (('ece', expected_calibration_error),
                             ('negative_log_likelihood', negative_log_likelihood))}}
