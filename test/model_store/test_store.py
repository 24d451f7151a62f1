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

"""Finding models by name and path."""

import json
from pathlib import Path

from fer_ros.model_store import session
from fer_ros.model_store.folders import cache_folder, models_folder, user_folders
from fer_ros.model_store.manifest import MAX_SIZE
from fer_ros.model_store.store import find_model, list_models
from fer_ros.values.errors import ModelError
from fer_ros.values.settings import DEFAULT_MODEL, Settings
import pytest


def test_first_folder_wins(folders, put):
    for place in ('shipped', 'cache', 'second', 'first'):
        put(folders[place], 'tiny')
        assert find_model('tiny').path == folders[place] / 'tiny.onnx'


@pytest.mark.parametrize('ending', ['.onnx', '.json'])
def test_by_path(folders, put, tmp_path, ending):
    put(tmp_path, 'mine')
    model = find_model(str(tmp_path / f'mine{ending}'))
    assert model.path == tmp_path / 'mine.onnx'
    assert model.manifest.name == 'mine'


def test_default_is_the_nodes_own(folders, put):
    put(folders['shipped'], DEFAULT_MODEL)
    assert find_model('default').manifest.name == DEFAULT_MODEL == Settings().model


def test_by_relative_path(folders, put, tmp_path, monkeypatch):
    put(tmp_path, 'mine')
    monkeypatch.chdir(tmp_path)
    assert find_model('mine.onnx').path == Path('mine.onnx')


def test_unknown_name_lists_what_exists(folders, put):
    put(folders['cache'], 'cnn')
    put(folders['shipped'], 'mobile')
    with pytest.raises(ModelError) as caught:
        find_model('cmm')
    text = str(caught.value)
    assert "unknown model 'cmm'; available: cnn, mobile" in text
    assert all(str(folder) in text for folder in folders.values())


def test_unknown_name_where_nothing_exists(folders):
    with pytest.raises(ModelError, match='available: none'):
        find_model('cnn')


@pytest.mark.parametrize('name', ['../secret', 'sub/secret', '/etc/secret', '', '.', '..'])
def test_a_name_does_not_leave_its_folder(folders, put, name):
    put(folders['first'].parent, 'secret')
    (folders['first'] / 'sub').mkdir()
    put(folders['first'] / 'sub', 'secret')
    with pytest.raises(ModelError, match='unknown model'):
        find_model(name)


@pytest.mark.parametrize(('gone', 'asked', 'words'), [
    ('tiny.json', 'tiny.onnx', r'has no manifest: .*tiny\.json is missing'),
    ('tiny.onnx', 'tiny.json', r"tiny\.onnx' that .*tiny\.json names is missing"),
    ('tiny.onnx', 'tiny.onnx', 'there is no model file'),
])
def test_half_a_model(folders, put, tmp_path, gone, asked, words):
    put(tmp_path, 'tiny')
    (tmp_path / gone).unlink()
    with pytest.raises(ModelError, match=words):
        find_model(str(tmp_path / asked))


def test_manifest_of_another_file(folders, put, tmp_path):
    put(tmp_path, 'tiny', file='other.onnx')
    with pytest.raises(ModelError, match=r"manifest of 'other\.onnx', not of 'tiny\.onnx'"):
        find_model(str(tmp_path / 'tiny.onnx'))


def test_manifest_that_points_out_of_its_folder(folders, put):
    put(folders['first'].parent, 'secret')
    put(folders['first'], 'tiny', file='../secret.onnx')
    with pytest.raises(ModelError, match='plain name'):
        find_model('tiny')


def test_list(folders, put):
    put(folders['second'], 'b')
    put(folders['shipped'], 'b', description='hidden by the other')
    put(folders['shipped'], 'a')
    (folders['cache'] / 'c.json').write_text(json.dumps({'name': 'c'}))
    listed = list_models()
    assert [one.name for one in listed] == ['a', 'b', 'c']
    assert listed[1].model.manifest.description == 'A model for tests'
    assert listed[0].problem == '' and listed[0].manifest_path == folders['shipped'] / 'a.json'
    assert listed[2].model is None and 'missing entry' in listed[2].problem


def test_list_without_any_folder(folders):
    for folder in folders.values():
        folder.rmdir()
    assert list_models() == []


@pytest.mark.parametrize(('models', 'xdg', 'wanted'), [
    ('', '', ['~/.cache/fer_ros']),
    ('/a', '/c', ['/a', '/c/fer_ros']),
    ('/a:/b:', '/c', ['/a', '/b', '/c/fer_ros']),
    ('~/m', 'relative', ['~/m', '~/.cache/fer_ros']),
])
def test_folders(monkeypatch, models, xdg, wanted):
    monkeypatch.setenv('FER_ROS_MODELS', models)
    monkeypatch.setenv('XDG_CACHE_HOME', xdg)
    assert user_folders() == [Path(folder).expanduser() for folder in wanted]
    assert cache_folder() == user_folders()[-1]


@pytest.mark.parametrize('name', ['~nosuchuser/x.onnx', '~\0/x.onnx', 'x' * 300,
                                  '/' + 'x' * 300 + '.onnx', 'a\0b', '\udcff',
                                  '../tiny', '/etc/passwd', '..', ''])
def test_texts_that_can_be_no_model(folders, name):
    with pytest.raises(ModelError):
        find_model(name)


@pytest.mark.parametrize('target', ['elsewhere/tiny.onnx', '/etc/passwd'])
def test_a_link_out_of_the_folder_is_rejected(folders, put, tmp_path, target):
    put(folders['first'], 'tiny')
    (tmp_path / 'elsewhere').mkdir()
    (tmp_path / 'elsewhere/tiny.onnx').write_bytes(b'network')
    (folders['first'] / 'tiny.onnx').unlink()
    (folders['first'] / 'tiny.onnx').symlink_to(tmp_path / target)
    with pytest.raises(ModelError, match=r'is a link to .*, out of the folder of its manifest'):
        find_model('tiny')


def test_links_of_a_symlinked_workspace(folders, put, tmp_path):
    """There the manifest is a link as well, into the same folder as the model."""
    source = tmp_path / 'source'
    source.mkdir()
    put(source, 'tiny')
    for name in ('tiny.json', 'tiny.onnx'):
        (folders['first'] / name).symlink_to(source / name)
    assert find_model('tiny').path == folders['first'] / 'tiny.onnx'


def test_files_of_gigabytes_are_not_read(folders, put):
    path = put(folders['first'], 'tiny')
    # A file with a hole takes no room on the disk.
    with open(path, 'r+b') as file:
        file.truncate(MAX_SIZE + 1)
    with pytest.raises(ModelError, match=f'larger than {MAX_SIZE} bytes'):
        find_model('tiny')
    with open(path.with_suffix('.onnx'), 'r+b') as file:
        file.truncate(session.MAX_SIZE + 1)
    with pytest.raises(ModelError, match=f'larger than {session.MAX_SIZE} bytes'):
        session.read_checked(path.with_suffix('.onnx'))


def test_a_user_without_a_home(monkeypatch, folders, put):
    def nothing():
        raise RuntimeError('Could not determine home directory.')

    put(folders['shipped'], 'tiny')
    for name in ('FER_ROS_MODELS', 'XDG_CACHE_HOME', 'XDG_DATA_HOME'):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, 'home', nothing)
    assert user_folders() == []
    assert find_model('tiny').path.parent == folders['shipped']
    assert [one.name for one in list_models()] == ['tiny']
    for folder in (cache_folder, models_folder):
        with pytest.raises(ModelError, match=r'no home folder: set \$HOME, .*FER_ROS_MODELS'):
            folder()


def test_a_folder_that_cannot_be_read_is_passed_over(monkeypatch, folders, put):
    put(folders['shipped'], 'tiny')
    real = Path.is_dir

    def is_dir(path, **options):
        if path == folders['first']:
            raise PermissionError(13, 'Permission denied', str(path))
        return real(path, **options)
    monkeypatch.setattr(Path, 'is_dir', is_dir)
    assert [one.name for one in list_models()] == ['tiny']
