"""The emotion classifier (backend): its protocol and its registry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from fer_ros.values.registry import Registry


class Classifier(Protocol):
    """
    Reads emotions from face crops.

    `name` is the model's, as the messages carry it; `affect` names the mapping of
    `fer_ros.values.affect` that gives valence and arousal, '' where they are unknown.
    """

    name: str
    affect: str

    def classify(self, crops: Sequence[np.ndarray]) -> np.ndarray:
        """
        Return the probability of each emotion for each crop, in one batch.

        :param crops: face crops, (height, width, 3) uint8 BGR, of any sizes; may be empty
        :return: (len(crops), 7) float32 in the order of `fer_ros.values.labels.LABELS`,
            each row summing to 1
        """
        ...


# A factory takes the model: a name that the model store knows, or a path to a model file. Other
# packages add theirs by entry points of this group.
BACKENDS: Registry[Classifier] = Registry('backend', 'fer_ros.backends')
