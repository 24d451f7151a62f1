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
"""Print the lowest versions that setup.py allows, as constraints for pip."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Runs setup.py with a setup() that prints the requirements that it gets.
PRINT = """
import sys
import setuptools

def setup(**given):
    for requirement in [*given['install_requires'],
                        *(one for extra in ('demo', 'evaluate', 'test')
                          for one in given['extras_require'][extra])]:
        print(requirement)

setuptools.setup = setup
sys.argv = ['setup.py']
exec(compile(open('setup.py').read(), 'setup.py', 'exec'), {'__file__': 'setup.py'})
"""

lines = subprocess.run([sys.executable, '-c', PRINT], cwd=ROOT, text=True, check=True,
                       capture_output=True).stdout.splitlines()
for line in sorted(set(lines)):
    bound = re.match(r'([\w-]+)>=([\w.]+)', line)
    if bound:
        print(f'{bound[1]}=={bound[2]}')
