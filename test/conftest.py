"""Fixtures that all tests share."""

from pathlib import Path

import pytest


@pytest.fixture(scope='session')
def shared() -> Path:
    """Return the folder of test data kept beside the checkout, or skip."""
    folder = Path(__file__).resolve().parents[2] / 'shared'
    if not folder.is_dir():
        pytest.skip(f'no test data in {folder}')
    return folder
