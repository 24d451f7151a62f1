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

"""Where the results of many bags are."""

from __future__ import annotations

PARTS = 'emotions'  # the Parquet data set, a file for each bag
RECORDINGS = 'recordings'  # a folder for each bag
DONE = 'done'  # a JSON file for each bag whose results are complete
SUMMARY, FAILED, INDEX = 'summary.csv', 'failed.csv', 'index.html'


def part_name(key: str) -> str:
    """Return the path of a bag's part of the data set."""
    return f'{PARTS}/{key}.parquet'


def done_name(key: str) -> str:
    """Return the path of the file that says that a bag is done."""
    return f'{DONE}/{key}.json'
