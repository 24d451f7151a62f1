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

"""The list of a run's files: what the next run removes, and what nothing may overwrite."""

import os
from pathlib import Path

from fer_ros.outputs.ledger import FILE_NAME, Ledger, results_of
from fer_ros.values.errors import FerRosError
import pytest


def run(folder: Path, *names: str, inputs=()) -> Ledger:
    """Write files as a run does."""
    ledger = Ledger(folder, inputs)
    ledger.remove_previous()
    for name in names:
        ledger.add(folder / name)
        (folder / name).write_text('result')
    return ledger


def files(folder: Path) -> list[str]:
    """Return what is in the folder but for the list itself."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob('*')
                  if path.name != FILE_NAME)


def test_the_next_run_leaves_nothing_of_the_first(tmp_path: Path):
    assert results_of(tmp_path) is None
    (tmp_path / 'mine.txt').write_text('mine')
    run(tmp_path, 'emotions.csv', 'annotated/a.jpg', 'annotated/b/c.jpg',
        'annotated/x\n\udce9.jpg')
    assert results_of(tmp_path) == tmp_path / 'annotated'
    run(tmp_path, 'film.mp4')
    assert files(tmp_path) == ['film.mp4', 'mine.txt']


def test_a_folder_with_other_files_stays(tmp_path: Path):
    run(tmp_path, 'annotated/a.jpg')
    (tmp_path / 'annotated' / 'mine.jpg').write_text('mine')
    run(tmp_path)
    assert files(tmp_path) == ['annotated', 'annotated/mine.jpg']


@pytest.mark.parametrize('line', ['"../outside.txt"', '"/{outside}"', '"a/../../outside.txt"',
                                  'no json', '5', '', '"emo'])
def test_a_list_cannot_reach_outside(tmp_path: Path, line: str):
    folder, outside = tmp_path / 'out', tmp_path / 'outside.txt'
    folder.mkdir()
    outside.write_text('mine')
    (folder / FILE_NAME).write_text(line.replace('{outside}', str(outside)) + '\n"old.txt"\n')
    (folder / 'old.txt').write_text('result')
    run(folder)
    assert files(folder) == [] and outside.read_text() == 'mine'


@pytest.mark.parametrize('link', ['same', 'symbolic', 'hard'])
def test_an_input_is_never_overwritten(tmp_path: Path, link: str):
    photo = tmp_path / 'a.jpg'
    photo.write_text('mine')
    target = {'same': photo, 'symbolic': tmp_path / 's.jpg', 'hard': tmp_path / 'h.jpg'}[link]
    if link == 'symbolic':
        target.symlink_to(photo)
    elif link == 'hard':
        os.link(photo, target)
    with pytest.raises(FerRosError, match=r"overwrite the input '.*a\.jpg'"):
        Ledger(tmp_path, [photo]).add(target)


def test_a_result_that_is_read_now_is_not_removed(tmp_path: Path):
    run(tmp_path, 'film_annotated.mp4', 'emotions.csv')
    run(tmp_path, inputs=[tmp_path / 'film_annotated.mp4'])
    assert files(tmp_path) == ['film_annotated.mp4']
