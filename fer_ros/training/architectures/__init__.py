"""Network architectures, by name."""

from __future__ import annotations

from fer_ros.training.architectures.architecture import Architecture, ARCHITECTURES

__all__ = ['ARCHITECTURES', 'Architecture']


@ARCHITECTURES.register('cnn')
def _cnn() -> Architecture:
    from fer_ros.training.architectures.cnn import CNN

    return CNN
