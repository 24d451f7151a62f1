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

"""Faces for the trial of a model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fer_ros.values.errors import FerRosError, MissingDependencyError
from fer_ros.values.faces import Box, Face
import numpy as np

_EXPRESSIONS = {'Collins': 'portrait with a smile', 'Hopper': 'earnest portrait'}


@dataclass(frozen=True)
class SampleFace:
    """A face crop, (side, side, 3) uint8 BGR, and what it shows."""

    name: str
    crop: np.ndarray


def sample_faces(photo: Path | None, margin: float) -> list[SampleFace]:
    """
    Return the largest face of a photo, or those of the demo's portraits.

    Without a photo, the list is empty if the portraits' packages are not installed.

    :param margin: added around the face, as a fraction of its longer side
    :raises FerRosError: if the photo cannot be read, or shows no face
    """
    from fer_ros.classifiers.cropping import crop_face
    from fer_ros.sources.demo import portraits
    from fer_ros.sources.photos import read_photo

    if photo is not None:
        image = read_photo(photo)
        faces = _faces(image)
        if not faces:
            raise FerRosError(f"no face found in '{photo}': give another --face")
        return [SampleFace(photo.name, crop_face(image, faces[0], margin))]
    try:
        scenes = portraits()
    except MissingDependencyError:
        return []
    found = []
    for name, scene in scenes.items():
        x, y, width, height = scene.faces
        # The Haar detector also detects faces where there are none.
        face = next((face for face in _faces(scene.image)
                     if x < face.box.x + face.box.width / 2 < x + width
                     and y < face.box.y + face.box.height / 2 < y + height),
                    Face(Box(x, y, width, height), 1.0))
        found.append(SampleFace(_EXPRESSIONS.get(name, name),
                                crop_face(scene.image, face, margin)))
    return found


def _faces(image: np.ndarray) -> list[Face]:
    """Return the faces in an image, the largest first."""
    from fer_ros.detectors import detect_scaled, DETECTORS
    from fer_ros.values.settings import Settings

    settings = Settings()
    faces = detect_scaled(DETECTORS.create('auto'), image, settings.detection_threshold,
                          settings.detection_width)
    return sorted(faces, key=lambda face: face.box.area, reverse=True)
