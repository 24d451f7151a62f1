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

"""ONNX Runtime, which can report to its maker, does not do so here."""

import os
import subprocess
import sys


def test_onnx_runtime_keeps_to_itself(tmp_path):
    """Its reporting, where a build has it, begins with files in these two places."""
    environment = {name: value for name, value in os.environ.items()
                   if name != 'ORT_DISABLE_TELEMETRY'}
    code = ('from fer_ros.pipeline import Pipeline; from fer_ros.values.settings import Settings; '
            'Pipeline.load(Settings()); import os; print(os.environ["ORT_DISABLE_TELEMETRY"])')
    result = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True,
                            check=True, env=environment | {'TMPDIR': str(tmp_path),
                                                           'HOME': str(tmp_path)})
    assert result.stdout == '1\n'
    assert list(tmp_path.iterdir()) == []
