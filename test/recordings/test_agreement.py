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

"""The agreement of a recording with a human coder."""

import json
from pathlib import Path

from fer_ros.cli.main import main
from fer_ros.outputs.lines import csv_text
from fer_ros.outputs.tables import COLUMNS
from fer_ros.recordings.agreement.coded import CodedInterval, read_coded, seconds
from fer_ros.recordings.agreement.compare import agreement, by_interval, by_second, Comparison, \
    Recording
from fer_ros.recordings.agreement.table import LabelledFrame, read_labels
from fer_ros.values.errors import SourceError
from fer_ros.values.labels import LABELS, UNKNOWN
import pytest


def frames(*parts: tuple[float, float, str], face: str = 'f1', area: int = 100, rate: int = 10):
    """Return frames at a rate in Hz, with the label of each (start, end, label)."""
    return [LabelledFrame(number / rate, face, label, area) for start, end, label in parts
            for number in range(round(start * rate), round(end * rate))]


def compared(*pairs: tuple[str, str]) -> list[Comparison]:
    """Return comparisons of (label of the coder, label of the recording)."""
    return [Comparison(0.0, 1.0, *pair) for pair in pairs]


def test_seconds_have_the_label_of_most_of_their_time():
    recording = Recording(frames((0, 2, 'happy'), (2, 3.4, 'sad'), (3.4, 5, 'neutral')))
    coded = [CodedInterval(0.0, 1.6, 'happy'), CodedInterval(1.6, 4.2, 'sad')]
    assert [(one.start_s, one.coded, one.label) for one in by_second(recording, coded)] == [
        (0, 'happy', 'happy'), (1, 'happy', 'happy'), (2, 'sad', 'sad'), (3, 'sad', 'neutral')]
    assert [(one.coded, one.label) for one in by_interval(recording, coded)] == [
        ('happy', 'happy'), ('sad', 'sad')]


def test_without_a_face_the_label_is_unknown():
    recording = Recording(frames((0, 1, 'happy'), (1, 2, UNKNOWN)))
    coded = [CodedInterval(0.0, 4.0, 'happy')]
    labels = [one.label for one in by_second(recording, coded)]
    assert labels == ['happy', UNKNOWN, UNKNOWN, UNKNOWN]


def test_the_largest_face_counts_unless_the_coder_names_one():
    recording = Recording([*frames((0, 2, 'happy'), face='f1', area=100),
                           *frames((1, 2, 'sad'), face='f2', area=200)])
    assert [one.label for one in by_second(recording, [CodedInterval(0, 2, 'happy')])] == [
        'happy', 'sad']
    assert [one.label for one in by_second(recording, [CodedInterval(0, 2, 'happy', 'f1')])] == [
        'happy', 'happy']
    with pytest.raises(SourceError, match=r"'f9' is not in the recording; its faces: f1, f2"):
        by_interval(recording, [CodedInterval(0, 2, 'happy', 'f9')])


def test_the_figures():
    pytest.importorskip('sklearn')
    # Of 10: 4 happy-happy, 1 happy-sad, 2 sad-happy, 3 sad-sad; one more without a face
    found = agreement(compared(*[('happy', 'happy')] * 4, ('happy', 'sad'),
                               *[('sad', 'happy')] * 2, *[('sad', 'sad')] * 3,
                               ('sad', UNKNOWN)))
    assert (found['coded'], found['compared'], found['accuracy']) == (11, 10, 0.7)
    by_chance = 0.5 * 0.6 + 0.5 * 0.4
    assert found['kappa'] == pytest.approx((0.7 - by_chance) / (1 - by_chance), abs=1e-4)
    happy, sad = 2 * 4 / (5 + 6), 2 * 3 / (5 + 4)
    assert found['macro_f1'] == pytest.approx((happy + sad) / 2, abs=1e-4)
    matrix = found['confusion']
    row = LABELS.index('sad')
    assert matrix[row][LABELS.index('happy')] == 2 and sum(map(sum, matrix)) == 10


def test_figures_that_do_not_exist():
    pytest.importorskip('sklearn')
    assert agreement(compared(('happy', UNKNOWN)))['accuracy'] is None
    one_label = agreement(compared(('happy', 'happy')))
    assert (one_label['accuracy'], one_label['kappa']) == (1.0, None)


@pytest.mark.parametrize(('text', 'expected'), [
    ('start,end,label\n0,1.5,happy\n', [CodedInterval(0, 1.5, 'happy')]),
    ('Onset;Offset;Code;Subject\n0;1;joy;f2\n\n', [CodedInterval(0, 1, 'happy', 'f2')]),
    ('Begin Time\tEnd Time\tEmotion\n0:59\t1:02.5\tANGER\n', [CodedInterval(59, 62.5, 'angry')]),
    ('label,start,end\nunknown,0,1\n,1,2\nsad,2,3\n', [CodedInterval(2, 3, 'sad')])])
def test_tables_of_coders(tmp_path: Path, text: str, expected: list):
    path = tmp_path / 'coder.csv'
    path.write_text(text, encoding='utf-8-sig')
    assert read_coded(path) == expected


@pytest.mark.parametrize(('text', 'said'), [
    ('', "has no column 'start'"), ('start,end\n0,1\n', "has no column 'label'"),
    ('start,end,label\n', 'no interval with a label'),
    ('start,end,label\n0,1,bored\n', "line 2 of .*unknown emotion label 'bored'; known: angry"),
    ('start,end,label\n2,1,sad\n', r'line 2 of .*the end must be after the start \(2\)'),
    ('start,end,label\nsoon,1,sad\n', "a time must be seconds, .*'soon'"),
    ('start,end,label\nnan,1,sad\n', "a time must be seconds, .*'nan'"),
    ('start,end,label\n0,1\n0,1,sad\n-1,2,sad', "line 4 of .*'-1'")])
def test_invalid_tables_of_coders(tmp_path: Path, text: str, said: str):
    path = tmp_path / 'coder.csv'
    path.write_text(text)
    with pytest.raises(SourceError, match=said):
        read_coded(path)
    assert seconds('1:00:01') == 3601


def write_emotions(path: Path, rows: list[tuple[str, str, object, str]]) -> Path:
    """Write an emotions.csv with (bag, topic, time_s, label)."""
    path.write_text(csv_text([COLUMNS, *(
        [bag, topic, 0, time, 0, 'f1', 0, 0, 10, 10, 0.9, label, 0.5, *[0.1] * 7, '', '', 0.9]
        for bag, topic, time, label in rows)]))
    return path


def test_which_recording(tmp_path: Path):
    path = write_emotions(tmp_path / 'emotions.csv', [
        ('one', '/left', 0.0, 'happy'), ('two', '/left', 0.0, 'sad'),
        ('two', '/right', 1.0, 'sad')])
    with pytest.raises(SourceError, match='more than one bag: one, two; choose one with --bag'):
        read_labels(tmp_path)
    with pytest.raises(SourceError, match=r'more than one topic: /left, /right; .* --topic'):
        read_labels(path, 'two')
    assert [one.label for one in read_labels(path, 'two', '/left')] == ['sad']
    with pytest.raises(SourceError, match='no such bag'):
        read_labels(path, 'three')


@pytest.mark.parametrize(('text', 'said'), [
    ('a,b\n1,2\n', "has no column 'bag'"), (None, 'cannot read')])
def test_what_is_no_recording(tmp_path: Path, text, said):
    if text:
        (tmp_path / 'emotions.csv').write_text(text)
    with pytest.raises(SourceError, match=said):
        read_labels(tmp_path)


def test_photos_have_no_times(tmp_path: Path):
    path = write_emotions(tmp_path / 'emotions.csv', [('a.jpg', '', '', 'happy')])
    with pytest.raises(SourceError, match='is damaged, or holds photos'):
        read_labels(path)


def test_the_command(tmp_path: Path, capsys):
    pytest.importorskip('sklearn')
    pytest.importorskip('matplotlib')
    write_emotions(tmp_path / 'emotions.csv', [
        ('visit', '/cam', number / 5, 'happy' if number < 20 else 'sad') for number in range(40)])
    coder = tmp_path / 'coder.csv'
    coder.write_text('start,end,label\n0,5,happy\n5,8,sad\n')
    out = tmp_path / 'out'
    assert main(['evaluate', '--recording', str(tmp_path), '--labels', str(coder), '--out',
                 str(out)]) == 0
    assert 'second         8              8              87.5%' in capsys.readouterr().out
    metrics = json.loads((out / 'metrics.json').read_text())
    assert (metrics['second']['accuracy'], metrics['interval']['accuracy']) == (0.875, 1.0)
    page = (out / 'index.html').read_text()
    assert page.count('<img src="data:image/png;base64,') == 2 and page.count('<svg') == 4


@pytest.mark.parametrize('words', [[], ['--recording', 'x'], ['--labels', 'x'],
                                   ['--data', 'x', '--recording', 'y', '--labels', 'z']])
def test_either_a_data_set_or_a_recording(tmp_path: Path, capsys, words: list[str]):
    assert main(['evaluate', '--out', str(tmp_path), *words]) == 1
    assert 'either --data, or --recording and --labels' in capsys.readouterr().err
