"""FER2013 (Goodfellow et al. 2013, arXiv:1307.0414) as arrays."""

from __future__ import annotations

from dataclasses import dataclass
import hashlib
from pathlib import Path

import numpy as np

from fer_ros.values.errors import FerRosError
from fer_ros.values.labels import LABELS

SPLITS = ('Training', 'PublicTest', 'PrivateTest')
SIDE = 48  # pixels
ARRAYS = ('pixels', 'emotion', 'usage')


@dataclass(frozen=True)
class Split:
    """Faces (n, 48, 48) uint8 and their classes (n,) int64, indices into LABELS."""

    faces: np.ndarray
    classes: np.ndarray

    def __len__(self) -> int:
        """Return the number of faces."""
        return len(self.faces)


@dataclass(frozen=True)
class DataSet:
    """The splits by name, where they come from, and the sha256 of the file."""

    splits: dict[str, Split]
    path: str
    sha256: str

    def split(self, name: str) -> Split:
        """
        Return a split.

        :raises FerRosError: if the data set has none of that name
        """
        if name not in self.splits:
            raise FerRosError(f"no split '{name}' in '{self.path}'; it has: "
                              f"{', '.join(self.splits)}")
        return self.splits[name]


def load_data(path: Path) -> DataSet:
    """
    Load an `.npz` file with `pixels`, `emotion` and `usage`.

    :raises FerRosError: if the file is missing or something else; says what was found.
    """
    expected = ("expected an .npz file with pixels (n, 48, 48) uint8, emotion (n,) 0..6 and "
                f"usage (n,) of {', '.join(SPLITS)}")
    try:
        with open(path, 'rb') as file, np.load(file, allow_pickle=False) as archive:
            found = archive.files
            arrays = {key: archive[key] for key in ARRAYS if key in found}
    # On a damaged file numpy, zipfile, zlib and tokenize each raise errors of their own.
    except Exception as error:
        raise FerRosError(f"cannot read '{path}': {error}; {expected}") from error
    missing = sorted(set(ARRAYS) - set(found))
    if missing:
        raise FerRosError(f"'{path}' has no {', '.join(missing)} but {', '.join(found)}; "
                          f'{expected}')
    pixels, emotion, usage = (arrays[key] for key in ARRAYS)
    count = pixels.shape[0] if pixels.ndim else 0
    if pixels.shape != (count, SIDE, SIDE) or pixels.dtype != np.uint8 \
            or emotion.shape != (count,) or usage.shape != (count,) or not count:
        raise FerRosError(f"'{path}' holds pixels {pixels.shape} {pixels.dtype}, emotion "
                          f'{emotion.shape} and usage {usage.shape}; {expected}')
    if not np.issubdtype(emotion.dtype, np.integer):
        raise FerRosError(f"'{path}' holds emotions of type {emotion.dtype}; {expected}")
    if emotion.min() < 0 or emotion.max() >= len(LABELS):
        raise FerRosError(f"'{path}' holds emotions from {emotion.min()} to {emotion.max()}; "
                          f'{expected}')
    unknown = sorted(set(np.unique(usage).tolist()) - set(SPLITS))
    if unknown:
        raise FerRosError(f"'{path}' holds usage {', '.join(map(repr, unknown))}; {expected}")
    splits = {name: Split(pixels[usage == name], emotion[usage == name].astype(np.int64))
              for name in SPLITS if (usage == name).any()}
    return DataSet(splits, str(path), _sha256(path))


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with open(path, 'rb') as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
