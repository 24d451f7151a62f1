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

"""TensorFlow's start-up messages are dropped, other lines are not."""

import os

from fer_ros.model_store.quiet_tensorflow import LEVEL, quiet_tensorflow
import pytest

NOISE = """\
WARNING: All log messages before absl::InitializeLog() is called are written to STDERR
I0000 00:00:1795738051.612263   18967 port.cc:153] oneDNN custom operations are on.
E0000 00:00:1795738072.594281   18967 cuda_platform.cc:52] failed call to cuInit: INTERNAL
2026-01-01 10:00:00.123456: I tensorflow/core/platform/cpu_feature_guard.cc:182] This binary
To enable the following instructions: AVX2 AVX512F, in other operations, rebuild TensorFlow
"""
LINES = """\
[WARN] [1795738051.6] [fer]: no image for 5 s
F0000 00:00:1795738072.594281   18967 core.cc:1] fatal
Error: I0000 in the middle
"""


@pytest.fixture(autouse=True)
def level(monkeypatch):
    monkeypatch.delenv(LEVEL, raising=False)
    yield
    os.environ.pop(LEVEL, None)


def test_noise_is_dropped(capfd):
    with quiet_tensorflow():
        os.write(2, (NOISE + LINES).encode())
    assert capfd.readouterr().err == LINES
    assert os.environ[LEVEL] == '2'
    os.write(2, NOISE.encode())
    assert capfd.readouterr().err == NOISE


def test_lines_before_an_error_are_kept(capfd):
    with pytest.raises(ImportError), quiet_tensorflow():
        os.write(2, LINES.encode())
        raise ImportError
    assert capfd.readouterr().err == LINES


def test_who_asks_for_messages_gets_them(capfd, monkeypatch):
    monkeypatch.setenv(LEVEL, '0')
    with quiet_tensorflow():
        os.write(2, NOISE.encode())
    assert capfd.readouterr().err == NOISE
