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

"""Input and output of an emotion model as its manifest describes them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import cv2
from fer_ros.model_store.manifest import InputSpec, Manifest
from fer_ros.values.errors import ImageError, ModelError
from fer_ros.values.labels import LABELS
import numpy as np

# Tolerance for the sum of a face's probabilities: half-precision and quantised models round.
# Logits are off by far more.
SUM_TOLERANCE = 0.02
_CONVERSIONS = {'gray': cv2.COLOR_BGR2GRAY, 'rgb': cv2.COLOR_BGR2RGB}


def input_batch(crops: Sequence[np.ndarray], spec: InputSpec) -> np.ndarray:
    """
    Return face crops as the input batch of a model.

    :param crops: (height, width, 3) uint8 BGR, of any sizes
    :return: float32, (n, height, width, channels) or (n, channels, height, width) by the layout
    :raises ImageError: if a crop is of another shape or type, or empty.
    """
    batch = np.empty((len(crops), spec.height, spec.width, spec.channels), np.float32)
    for row, crop in zip(batch, crops, strict=True):
        row[:] = _picture(crop, spec).reshape(row.shape)
    # One multiplication and one addition for (p * scale - mean) / std.
    factor, less = _linear(spec.scale, tuple(spec.mean), tuple(spec.std))
    batch *= factor
    if less.any():
        batch -= less
    return batch if spec.layout == 'NHWC' else np.ascontiguousarray(batch.transpose(0, 3, 1, 2))


def network_batch(crops: Sequence[np.ndarray], manifest: Manifest) -> np.ndarray:
    """Return the input of the network: the crops, with `flip` followed by their mirror images."""
    batch = input_batch(crops, manifest.input)
    if not manifest.flip:
        return batch
    across = 2 if manifest.input.layout == 'NHWC' else 3
    return np.concatenate([batch, np.flip(batch, across)])


@lru_cache(maxsize=16)
def _linear(scale: float, mean: tuple[float, ...],
            std: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
    deviation = np.asarray(std, np.float64)
    return ((scale / deviation).astype(np.float32),
            (np.asarray(mean, np.float64) / deviation).astype(np.float32))


def _picture(crop: np.ndarray, spec: InputSpec) -> np.ndarray:
    """Return a crop in the model's colour and size, uint8."""
    if crop.ndim != 3 or crop.shape[2] != 3 or crop.dtype != np.uint8 or crop.size == 0:
        raise ImageError('a face crop must be (height, width, 3) uint8 with at least one pixel, '
                         f'but is {crop.shape} {crop.dtype}')
    if spec.color in _CONVERSIONS:
        crop = cv2.cvtColor(crop, _CONVERSIONS[spec.color])
    if crop.shape[:2] == (spec.height, spec.width):
        return crop
    shrinks = crop.shape[0] > spec.height and crop.shape[1] > spec.width
    return cv2.resize(crop, (spec.width, spec.height),
                      interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)


def label_probabilities(raw: np.ndarray, manifest: Manifest) -> np.ndarray:
    """
    Return the probabilities of the canonical labels from a model's raw output.

    Classes without a canonical label are dropped and the others scaled up to sum to 1; a
    canonical label that the model does not know has the probability 0. With the manifest's `flip`
    the mean of the face and its mirror image is taken; then its class factors and its temperature
    are applied.

    :param raw: (n, classes), with `flip` (2n, classes), in the order of `manifest.labels`
    :return: (n, 7) float32 in the order of `LABELS`, each row summing to 1
    :raises ModelError: if the output is not what the manifest says.
    """
    raw = np.asarray(raw, np.float64)
    name, classes = manifest.name, len(manifest.labels)
    if raw.ndim > 2 and raw[0].size == classes:
        raw = raw.reshape(len(raw), classes)  # a network of convolutions alone: (n, classes, 1, 1)
    if raw.ndim != 2 or raw.shape[1] != classes:
        raise ModelError(f"the model '{name}' gave an output of the shape {raw.shape}, but its "
                         f'manifest names {classes} labels: it must be (n, {classes})')
    if not np.isfinite(raw).all():
        raise ModelError(f"the model '{name}' gave numbers that are not finite: {_worst(raw)}")
    sources, targets = _positions(tuple(manifest.labels))
    if manifest.output == 'probabilities':
        sums = raw.sum(axis=1)
        if raw.size and (raw.min() < -SUM_TOLERANCE
                         or np.abs(sums - 1.0).max() > SUM_TOLERANCE):
            row = raw[int(np.abs(sums - 1.0).argmax())]
            raise ModelError(f"the model '{name}' must give probabilities (output in its "
                             f'manifest), but gave {np.round(row, 4).tolist()}; is it logits?')
        kept = np.maximum(raw[:, sources], 0.0)
        # If all probability is on dropped classes, the others are equally likely.
        kept[kept.sum(axis=1) < 1e-12] = 1.0
    elif manifest.output == 'scores':
        if raw.min() < -SUM_TOLERANCE or raw.max() > 1 + SUM_TOLERANCE:
            raise ModelError(f"the model '{name}' must give scores of 0..1 (output in its "
                             f'manifest), but gave {raw.min():.4g}..{raw.max():.4g}; '
                             'is it logits?')
        kept = np.maximum(raw[:, sources], 1e-12)
    else:
        kept = raw[:, sources]
        kept = np.exp(kept - kept.max(axis=1, keepdims=True))
    if manifest.flip:
        kept = kept / kept.sum(axis=1, keepdims=True)
        kept = np.mean(np.split(kept, 2), axis=0)
    if manifest.class_factors:
        kept = kept * [manifest.class_factors.get(LABELS[place], 1.0) for place in targets]
    result = np.zeros((len(kept), len(LABELS)), np.float32)
    result[:, targets] = apply_temperature(kept, manifest.temperature)
    return result


def apply_temperature(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """
    Return softmax(logits / temperature) of the logits that `probabilities` are the softmax of.

    That is p ** (1 / temperature), scaled to sum to 1 (Guo et al. 2017, arXiv:1706.04599).

    :param probabilities: (n, classes), each row above 0 somewhere; they need not sum to 1
    :param temperature: above 0; 1 only normalises, a higher one makes the probabilities more equal
    :return: of the same shape and type
    """
    if temperature != 1.0:
        # Relative to the maximum, so that no row underflows to zeros.
        probabilities = (probabilities / probabilities.max(axis=1, keepdims=True)) ** (
            1.0 / temperature)
    return probabilities / probabilities.sum(axis=1, keepdims=True)


@lru_cache(maxsize=16)
def _positions(labels: tuple[str | None, ...]) -> tuple[list[int], list[int]]:
    """Return the indices of the canonical labels in a model's labels, and in LABELS."""
    known = [(index, LABELS.index(label))
             for index, label in enumerate(labels) if label is not None]
    sources, targets = map(list, zip(*known, strict=True))
    return sources, targets


def _worst(raw: np.ndarray) -> list[float]:
    """Return the first row that is not finite."""
    return raw[~np.isfinite(raw).all(axis=1)][0].tolist()
