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

"""The speed benchmark from the options to the report."""

import json

from fer_ros.benchmark.frames import SIZES
from fer_ros.benchmark.report import ratios
from fer_ros.benchmark.timing import CALLS, Timing
from fer_ros.cli.main import main
import pytest

pytest.importorskip('skimage.data')
pytest.importorskip('matplotlib')


def timings(**medians):
    names = {'pipeline 1 faces': 6.0, 'pipeline 5 faces': 14.0, 'pipeline 20 faces': 44.0,
             'detect': 3.0, 'classify 1': 2.0, 'classify 5': 10.0, 'classify 20': 40.0,
             'classify 1 with cnn': 1.0, 'pipeline yunet': 6.0, 'pipeline yunet, defaults': 5.0,
             'pipeline yunet, all cores': 4.0, 'pipeline yunet, all cores, defaults': 2.5,
             'pipeline haar': 20.0, 'pipeline haar, defaults': 10.0}
    for kind in ('', 'rgb8 ', 'yuyv ', 'nv12 ', 'bayer_rggb8 ', 'jpeg '):
        names |= {f'pipeline {kind}{size}': 6.0 + index for index, size in enumerate(SIZES)}
    return {name: Timing(value, 2 * value, value, value, value, value, 9)
            for name, value in (names | medians).items()}


def test_ratios():
    result = ratios(timings(deepface=300.0, fer=60.0))
    assert result['pipeline / (detector + classifier)'] == pytest.approx(1.2)
    assert result['each further face of 5 / of the classifier alone'] == pytest.approx(1.0)
    assert result['each further face of 20 / of the classifier alone'] == pytest.approx(1.0)
    assert result['pipeline 4K / 480p'] == pytest.approx(1.5)
    assert result['deepface / pipeline yunet'] == pytest.approx(50)
    assert result['deepface / pipeline yunet, defaults (means)'] == pytest.approx(60)
    assert result['deepface / pipeline yunet, all cores'] == pytest.approx(75)
    assert result['fer / pipeline yunet, all cores, defaults (means)'] == pytest.approx(24)
    assert result['fer / pipeline haar'] == pytest.approx(3)
    assert result['fer / pipeline haar, defaults (means)'] == pytest.approx(6)
    assert 'fer / pipeline haar, all cores' not in result


def test_peers_that_are_not_there_have_no_ratio():
    assert not any('fer /' in name or 'deepface' in name for name in ratios(timings()))


@pytest.mark.slow
def test_what_the_command_writes(tmp_path, capsys):
    assert main(['benchmark', 'speed', '--out', str(tmp_path / 'b'), '--rounds', '1',
                 '--no-messages', '--peers', '--peer-weights', str(tmp_path)]) == 0
    result = json.loads((tmp_path / 'b' / 'benchmark.json').read_text())
    assert result['notes']['detector'] == 'yunet'
    assert all(timing['runs'] == CALLS + ('defaults' in name)
               and timing['p10'] <= timing['median'] <= timing['p90']
               for name, timing in result['timings_ms'].items())
    found = result['faces_found']
    assert [found[f'pipeline {count} faces'] for count in (0, 1, 5, 20)] == [0, 1, 5, 20]
    assert all(found[f'pipeline {size}'] == 1 for size in SIZES)
    assert {'processor', 'cores', 'python', 'date', 'versions'} <= set(result['machine'])
    for peer in ('deepface', 'fer'):
        assert (peer in result['timings_ms']) != ('not measured' in result['notes'][peer])
    report = (tmp_path / 'b' / 'benchmark.md').read_text()
    assert report.strip() in capsys.readouterr().out
    for words in ('## Stages', '## End to end', 'decode nv12', '| yunet |', '| haar |',
                  f"{result['timings_ms']['detect']['median']:.2f}"):
        assert words in report
    assert (tmp_path / 'b' / 'benchmark.png').read_bytes().startswith(b'\x89PNG')
