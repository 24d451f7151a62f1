"""Face detectors, by name."""

from __future__ import annotations

from fer_ros.detectors.detector import detect_scaled, Detector, DETECTORS

__all__ = ['DETECTORS', 'Detector', 'detect_scaled']


# A factory takes the path of the detector's weights; '' looks for them where weights are kept.


@DETECTORS.register('auto')
def _auto(weights: str = '') -> Detector:
    from fer_ros.detectors.auto import choose_detector

    return choose_detector(weights)


@DETECTORS.register('haar')
def _haar(weights: str = '') -> Detector:
    from fer_ros.detectors.haar import HaarDetector

    return HaarDetector(weights)


@DETECTORS.register('yunet')
def _yunet(weights: str = '') -> Detector:
    from fer_ros.detectors.yunet import YuNetDetector
    from fer_ros.model_store.weights import require_weights

    return YuNetDetector(require_weights('yunet', weights))
