"""Keras, where it is installed."""

from __future__ import annotations

import os

from fer_ros.values.errors import MissingDependencyError


def import_keras():
    """
    Return the module keras (version 3).

    :raises MissingDependencyError: if it or its backend is not installed
    """
    # TensorFlow prints pages about the hardware that it would like.
    os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '2')
    try:
        import keras
    except ImportError as error:
        raise MissingDependencyError(
            f"training needs Keras and TensorFlow ({error}): pip install 'fer_ros[train]'"
        ) from error
    if int(keras.__version__.split('.')[0]) < 3:
        raise MissingDependencyError(f'training needs Keras 3, but found {keras.__version__}: '
                                     "pip install 'fer_ros[train]'")
    return keras
