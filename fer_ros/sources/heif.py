# Copyright 2026 The fer_ros authors
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

"""HEIC and AVIF photos, read as a whole or rejected: phones store them as a grid of tiles."""

from __future__ import annotations

import io
from pathlib import Path

from fer_ros.sources.file_kinds import FileKind
from fer_ros.system import install_line, printable
from fer_ros.values.errors import MissingDependencyError, SourceError
import numpy as np


def remedy() -> str:
    """Return what to do if such photos cannot be read."""
    return f'{install_line("run")}, or convert it to JPEG'


def heif_reader(kind: FileKind) -> str | None:
    """Return the package that reads such a photo here, `pi_heif` or `pillow`, or None."""
    if kind.format == 'AVIF':  # OpenCV does not rotate it as the file says.
        return 'pillow' if _pillow_reads_avif() else None
    try:
        import pi_heif  # noqa: F401
    except ImportError:
        return None
    return 'pi_heif'


def check_heif_reader(path: Path, kind: FileKind) -> None:
    """
    Check that such a photo can be read here.

    :raises MissingDependencyError: if it cannot
    """
    if heif_reader(kind) is None:
        raise MissingDependencyError(
            f"'{printable(path)}' is a photo in the format {kind.format}, which needs another "
            f'package: {remedy()}')


def read_heif(path: Path, data: np.ndarray, kind: FileKind) -> np.ndarray:
    """
    Return a HEIC or AVIF photo as (height, width, 3) uint8 BGR, upright.

    :param data: content of the file
    :raises SourceError: if it is damaged
    :raises MissingDependencyError: if no installed package reads its format
    """
    check_heif_reader(path, kind)
    reader = heif_reader(kind)
    try:
        return _read_heic(data) if reader == 'pi_heif' else _read_with_pillow(data)
    # libheif and libavif raise many kinds of exceptions.
    except Exception as error:
        raise SourceError(f"cannot read '{printable(path)}' as a photo in the format "
                          f'{kind.format}: {error}') from error


def _read_heic(data: np.ndarray) -> np.ndarray:
    import pi_heif

    # libheif joins the tiles and rotates the image as the file says.
    photo = pi_heif.open_heif(io.BytesIO(data.tobytes()), convert_hdr_to_8bit=True, bgr_mode=True)
    image = np.array(photo)  # a copy, because the memory belongs to the photo
    if image.ndim == 2:
        image = image[..., None].repeat(3, axis=2)
    return np.ascontiguousarray(image[..., :3])


def _read_with_pillow(data: np.ndarray) -> np.ndarray:
    from PIL import Image, ImageOps

    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data.tobytes()))).convert('RGB')
    return np.ascontiguousarray(np.asarray(image)[..., ::-1])


def _pillow_reads_avif() -> bool:
    try:
        from PIL import features
    except ImportError:
        return False
    return bool(features.check('avif'))
