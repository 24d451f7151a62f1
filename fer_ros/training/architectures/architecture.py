"""What an architecture is, and the registry of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fer_ros.values.registry import Registry


@dataclass(frozen=True)
class Architecture:
    """
    A network and the way it is trained.

    `build` returns an uncompiled Keras model from (batch, side, side, channels) floats in [0, 1]
    to (batch, 7) probabilities in the order of LABELS.
    """

    name: str
    description: str
    build: Callable[[], Any]
    side: int = 48
    color: str = 'gray'
    # What the pictures show around the face box, as a fraction of its longer side
    margin: float = 0.0
    epochs: int = 12
    batch_size: int = 64
    learning_rate: float = 1e-3
    # Augmentation of the training faces: mirrored, and moved by up to this many pixels.
    flip: bool = True
    shift: int = 0


ARCHITECTURES: Registry[Architecture] = Registry('architecture')
