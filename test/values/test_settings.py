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

"""The settings and what they reject."""

from dataclasses import fields, FrozenInstanceError

from fer_ros.values.errors import FerRosError, SettingError
from fer_ros.values.node_settings import NodeSettings
from fer_ros.values.settings import allowed_text, RENAMED, Settings
import pytest

SPECS = {spec.name: spec for spec in fields(NodeSettings)}


@pytest.mark.parametrize('name', SPECS)
def test_every_default_is_valid_and_described(name: str):
    spec = SPECS[name]
    assert NodeSettings(**{name: spec.default}) == NodeSettings()
    assert len(spec.metadata['description']) > 10
    assert allowed_text(spec)


@pytest.mark.parametrize('name, value', [
    ('detection_rate', 1000.0), ('detection_rate', 0.0), ('smoothing_time', 0.0),
    ('align', True), ('max_faces_per_frame', 1), ('label_margin', 0.0), ('track_timeout', 0.0),
    ('detection_width', 0), ('detection_width', 7680), ('detection_threshold', 0.0),
    ('detection_threshold', 1.0), ('min_face_size', 0), ('max_faces', 1), ('max_faces', 1000),
    ('face_margin', 0.25), ('image_transport', 'compressed'), ('annotate', False),
    ('min_confidence', 0.0), ('min_confidence', 1.0), ('min_quality', 0.0), ('anonymize', True),
    ('allowed_emotions', ''), ('allowed_emotions', 'happy'), ('allowed_emotions', 'Sad, joy'),
    ('enabled_on_start', False), ('detector_weights', ''), ('detector_weights', '/some/file'),
    ('model', 'folder/a.onnx')])
def test_a_value_at_the_edge_of_what_is_allowed_is_kept(name: str, value):
    kept = getattr(NodeSettings(**{name: value}), name)
    assert kept == value
    assert type(kept) is type(value)


@pytest.mark.parametrize('name, value, allowed', [
    ('detection_width', -1, '[0, 7680] pixels'),
    ('detection_width', 7681, '[0, 7680] pixels'),
    ('detection_threshold', -0.1, '[0.0, 1.0]'),
    ('detection_threshold', 1.01, '[0.0, 1.0]'),
    ('detection_threshold', 2, '[0.0, 1.0]'),
    ('detection_threshold', float('nan'), '[0.0, 1.0]'),
    ('detection_threshold', float('inf'), '[0.0, 1.0]'),
    ('min_face_size', -5, '[0, 7680] pixels'),
    ('detection_rate', -1.0, '[0.0, 1000.0] Hz'),
    ('classification_rate', 1000.5, '[0.0, 1000.0] Hz'),
    ('smoothing_time', -0.1, '[0.0, 60.0] s'),
    ('smoothing_time', float('nan'), '[0.0, 60.0] s'),
    ('max_faces_per_frame', 0, '[1, 1000]'),
    ('align', 1, 'bool'),
    ('max_faces', 0, '[1, 1000]'),
    ('max_faces', 1001, '[1, 1000]'),
    ('face_margin', float('-inf'), '[0.0, 1.0]'),
    ('image_transport', 'theora', 'raw, compressed'),
    ('image_transport', '', 'raw, compressed'),
    ('detector', '', 'not empty'),
    ('backend', '', 'not empty'),
    ('model', '', 'not empty'),
    ('min_confidence', 1.5, '[0.0, 1.0]'),
    ('min_quality', float('nan'), '[0.0, 1.0]'),
    ('allowed_emotions', 'bored', 'labels out of angry, disgust, fear, happy'),
    ('allowed_emotions', 'happy,,sad', 'with commas between'),
    ('allowed_emotions', 'happy sad', 'with commas between'),
    ('allowed_emotions', ' ', 'or empty'),
    ('allowed_emotions', 'unknown', 'labels out of angry'),
    # wrong types
    ('allowed_emotions', ['happy'], 'str'),
    ('anonymize', 'yes', 'bool'),
    ('detector', 3, 'str'),
    ('detector', None, 'str'),
    ('detection_width', 320.0, 'int'),
    ('detection_width', '320', 'int'),
    ('detection_width', True, 'int'),
    ('max_faces', False, 'int'),
    ('detection_threshold', True, 'float'),
    ('detection_threshold', '0.5', 'float'),
    ('annotate', 1, 'bool'),
    ('annotate', 'true', 'bool')])
def test_a_bad_value_is_quoted_with_what_is_allowed(name: str, value, allowed: str):
    for attempt in (lambda: NodeSettings(**{name: value}),
                    lambda: NodeSettings().changed({name: value})):
        with pytest.raises(SettingError) as caught:
            attempt()
        message = str(caught.value)
        assert message.startswith(f'{name} must be ')
        assert repr(value) in message
        assert allowed in message.split('but got')[0]


def test_a_setting_error_is_both_ours_and_a_value_error():
    assert issubclass(SettingError, FerRosError)
    assert issubclass(SettingError, ValueError)


def test_an_int_is_taken_for_a_float():
    settings = Settings().changed({'detection_threshold': 1})
    assert settings.detection_threshold == 1.0
    assert type(settings.detection_threshold) is float


@pytest.mark.parametrize('name, near', [
    ('max_face', 'max_faces'), ('detectors', 'detector'), ('backends', 'backend'),
    ('zzz', None), ('', None)])
def test_an_unknown_name_is_quoted_with_the_nearest_and_all(name: str, near: str | None):
    with pytest.raises(SettingError) as caught:
        NodeSettings().changed({name: 1})
    message = str(caught.value)
    assert f"unknown setting '{name}'" in message
    assert (f"did you mean '{near}'?" in message) if near else ('did you mean' not in message)
    assert all(known in message for known in SPECS)


@pytest.mark.parametrize('name', RENAMED)
def test_a_former_name_is_rejected_with_the_new_one(name: str):
    new = RENAMED[name].split(',')[0]
    assert new in SPECS
    with pytest.raises(SettingError, match=f"'{name}' no longer exists: it is now {new}, in Hz"):
        Settings().changed({name: 0.5})


def test_the_settings_of_the_node_are_those_of_the_recognition_and_more():
    own = {spec.name for spec in fields(Settings)}
    assert own < set(SPECS)
    assert 'image_transport' not in own
    assert isinstance(NodeSettings().changed({'annotate': False}), NodeSettings)


def test_changed_leaves_the_original_alone():
    settings = Settings()
    changed = settings.changed({'max_faces': 3, 'model': 'other'})
    assert (changed.max_faces, changed.model) == (3, 'other')
    assert settings == Settings()
    assert changed.changed({}) == changed


def test_one_bad_value_among_good_ones_changes_nothing():
    settings = Settings(max_faces=5)
    with pytest.raises(SettingError):
        settings.changed({'max_faces': 7, 'face_margin': 3.0})
    assert settings == Settings(max_faces=5)


def test_settings_cannot_be_written_to():
    with pytest.raises(FrozenInstanceError):
        Settings().max_faces = 0  # type: ignore[misc]


@pytest.mark.parametrize('name, text', [
    ('image_transport', 'one of raw, compressed'), ('annotate', 'true or false'),
    ('detection_width', 'in [0, 7680] pixels'), ('face_margin', 'in [0.0, 1.0]'),
    ('detector', 'a name, not empty'),
    ('detector_weights', 'a name or a path, or empty')])
def test_allowed_text(name: str, text: str):
    assert allowed_text(SPECS[name]) == text
