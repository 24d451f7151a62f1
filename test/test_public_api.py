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

"""What `import fer_ros` gives, and what it costs."""

from importlib import import_module
import subprocess
import sys

import fer_ros
import pytest


@pytest.mark.parametrize('name', fer_ros.__all__)
def test_every_public_name_is_there_and_documented(name: str):
    value = getattr(fer_ros, name)
    assert name in dir(fer_ros)
    if callable(value):
        assert value.__doc__
        assert import_module(value.__module__).__name__.startswith('fer_ros.')


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="'fer_ros' has no attribute 'Pipelines'"):
        fer_ros.Pipelines  # noqa: B018


def test_the_import_loads_nothing_that_is_heavy():
    code = ('import sys, fer_ros; print([name for name in ("cv2", "onnxruntime", "numpy", "yaml", '
            '"argparse", "fer_ros.values.settings") if name in sys.modules])')
    assert subprocess.run([sys.executable, '-c', code], capture_output=True, text=True,
                          check=True).stdout.strip() == '[]'
