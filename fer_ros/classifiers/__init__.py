"""Emotion classifiers, by the name of the backend that runs them."""

from __future__ import annotations

from fer_ros.classifiers.classifier import BACKENDS, Classifier

__all__ = ['BACKENDS', 'Classifier']


@BACKENDS.register('onnx')
def _onnx(model: str) -> Classifier:
    from fer_ros.classifiers.onnx import OnnxClassifier
    from fer_ros.model_store.store import find_model

    return OnnxClassifier(find_model(model))
