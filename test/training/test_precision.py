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

"""Which precision a training takes."""

from fer_ros.training import precision
from fer_ros.training.precision import mixed_policy
import pytest

pytest.importorskip('tensorflow')
pytest.importorskip('keras')


@pytest.mark.parametrize('wanted', ['float32', 'mixed_bfloat16'])
def test_what_is_asked_for(wanted):
    assert mixed_policy(wanted) == wanted


@pytest.mark.parametrize(('flags', 'expected'), [
    ('flags : avx2 avx512f avx512_bf16 sse', 'mixed_bfloat16'),
    ('flags : amx_bf16 amx_tile', 'mixed_bfloat16'), ('flags : avx2 avx512f', 'float32'),
    (None, 'float32')])
def test_auto_looks_at_the_processor(flags, expected, tmp_path, monkeypatch):
    path = tmp_path / 'cpuinfo'
    if flags is not None:
        path.write_text(flags)
    monkeypatch.setattr(precision, 'Path', lambda _: path)
    monkeypatch.setattr(precision, 'has_gpu', lambda: False)
    assert mixed_policy('auto') == expected


def test_auto_takes_a_gpu(tmp_path, monkeypatch):
    monkeypatch.setattr(precision, 'has_gpu', lambda: True)
    assert mixed_policy('auto') == 'mixed_bfloat16'
