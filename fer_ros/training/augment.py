"""Augmentation of training faces."""

from __future__ import annotations

import numpy as np


def augmented(faces: np.ndarray, generator: np.random.Generator, *, flip: bool,
              shift: int) -> np.ndarray:
    """
    Return the faces, each mirrored with probability 1/2 and moved by up to `shift` pixels.

    :param faces: (n, height, width) uint8
    :return: the same shape; at the borders the outermost pixels are repeated
    """
    count, height, width = faces.shape
    result = faces
    if flip:
        mirrored = generator.random(count) < 0.5
        result = np.where(mirrored[:, None, None], faces[:, :, ::-1], faces)
    if shift:
        moves = generator.integers(-shift, shift + 1, (count, 2))
        rows = np.clip(np.arange(height) + moves[:, :1], 0, height - 1)
        columns = np.clip(np.arange(width) + moves[:, 1:], 0, width - 1)
        result = result[np.arange(count)[:, None, None], rows[:, :, None], columns[:, None, :]]
    return result
