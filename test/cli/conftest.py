"""Models only from where they are shipped, and a photo with a face."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest


@pytest.fixture(autouse=True)
def shipped_models_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the models of the user who runs the tests out of them."""
    monkeypatch.delenv('FER_ROS_MODELS', raising=False)
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'cache'))


@pytest.fixture(scope='session')
def portrait() -> np.ndarray:
    """Return the portrait of Eileen Collins, (512, 512, 3) BGR."""
    data = pytest.importorskip('skimage.data')
    return np.ascontiguousarray(data.astronaut()[..., ::-1])


@pytest.fixture
def folder(tmp_path: Path, portrait: np.ndarray) -> Path:
    """Return a folder with that portrait and a photo of nothing."""
    folder = tmp_path / 'photos'
    folder.mkdir()
    cv2.imwrite(str(folder / 'collins.jpg'), portrait)
    cv2.imwrite(str(folder / 'nothing.png'), np.full((120, 160, 3), 90, np.uint8))
    return folder
