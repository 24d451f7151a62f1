"""The packages that training and measuring need, asked for before any work is done."""

from __future__ import annotations

from importlib import import_module
import os

from fer_ros.values.errors import MissingDependencyError

REPORTS = ('sklearn', 'matplotlib')


def require(extra: str, *modules: str) -> None:
    """
    Import modules.

    :param extra: of fer_ros, which brings them
    :raises MissingDependencyError: if one is not installed; says what to type
    """
    for module in modules:
        try:
            import_module(module)
        except ImportError as error:
            raise MissingDependencyError(
                f"this needs {module} ({error}): pip install 'fer_ros[{extra}]'") from error


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
