"""A photograph for the tests of the codec."""

import cv2
import numpy as np
import pytest


@pytest.fixture(scope='session')
def astronaut() -> np.ndarray:
    """Return NASA's portrait of Eileen Collins, (512, 512, 3) uint8, BGR."""
    data = pytest.importorskip('skimage.data')
    image = cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2BGR)
    image.flags.writeable = False
    return image
