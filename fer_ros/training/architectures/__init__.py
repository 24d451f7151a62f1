"""Network architectures, by name."""

from __future__ import annotations

from fer_ros.training.architectures.architecture import Architecture, ARCHITECTURES

__all__ = ['ARCHITECTURES', 'Architecture']


@ARCHITECTURES.register('cnn')
def _cnn() -> Architecture:
    from fer_ros.training.architectures.cnn import CNN

    return CNN


@ARCHITECTURES.register('resnet14')
def _resnet14() -> Architecture:
    from fer_ros.training.architectures.resnet14 import RESNET14

    return RESNET14


@ARCHITECTURES.register('mobilenet_v2')
def _mobilenet_v2(**options) -> Architecture:
    from fer_ros.training.architectures.mobilenet_v2 import mobilenet_v2

    return mobilenet_v2(**options)
