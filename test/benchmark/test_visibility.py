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

"""Faces that are blurred, covered and cut, and what is counted of them."""

import json
from math import isnan

from fer_ros.benchmark.visibility import changes, crops, measure, mounted, Sample, seen
from fer_ros.cli.main import main
from fer_ros.detectors import Detector
from fer_ros.pipeline import Pipeline
from fer_ros.values.faces import Box, Face
from fer_ros.values.labels import LABELS
from fer_ros.values.settings import Settings
import numpy as np
import pytest


class Boxes(Detector):
    """Detects what a test says."""

    name = 'boxes'

    def __init__(self, *boxes):
        self.boxes = boxes

    def detect(self, image, threshold):
        return [Face(box, 0.9) for box in self.boxes]


@pytest.fixture(scope='module')
def loaded():
    return Pipeline.load(Settings(min_face_size=0))


def pipeline_with(loaded, *boxes):
    return Pipeline(loaded.settings, Boxes(*boxes), loaded.classifier)


@pytest.fixture
def noise():
    """Return a sharp image with the box of a face in its middle."""
    image = np.random.default_rng(0).integers(0, 256, (240, 320, 3), np.uint8)
    return Sample(image, Box(100, 60, 120, 100), 'happy')


def test_blur_takes_detail(noise):
    table = changes()
    detail = [change(noise)[0].image.std()
              for name, change in table.items() if not name.startswith(('covered', 'cut'))]
    assert detail == sorted(detail, reverse=True) and len(set(detail)) == len(detail) > 5


@pytest.mark.parametrize(('name', 'share'), [('covered by 25%', 0.25), ('covered by 50%', 0.5)])
def test_cover_changes_that_part_of_the_face_alone(noise, name, share):
    covered = changes()[name](noise)
    assert len(covered) == 4
    for one in covered:
        differs = (one.image != noise.image).any(axis=2)
        assert differs.sum() == pytest.approx(share * noise.box.area, rel=0.02)
        assert not differs[:60].any() and not differs[160:].any()
        assert not differs[:, :100].any() and not differs[:, 220:].any()
        assert (one.box, one.label) == (noise.box, 'happy')


@pytest.mark.parametrize(('name', 'share'), [('cut by 10%', 0.1), ('cut by 50%', 0.5)])
def test_cut_leaves_the_rest_of_the_face_at_the_border(noise, name, share):
    for one in changes()[name](noise):
        height, width = one.image.shape[:2]
        inside = one.box.intersection(Box(0, 0, width, height)) / one.box.area
        assert inside == pytest.approx(1 - share, abs=0.01)
        x, y = max(int(one.box.x), 0), max(int(one.box.y), 0)
        source = noise.image[y + 60 - int(one.box.y):, x + 100 - int(one.box.x):][:20, :20]
        np.testing.assert_array_equal(one.image[y:y + 20, x:x + 20], source)


def test_what_is_counted(loaded, noise):
    def row(pipeline):
        return measure(pipeline, [noise], lambda sample: [sample, sample])

    missed = row(pipeline_with(loaded, Box(0, 0, 50, 50)))
    assert (missed.faces, missed.found) == (2, 0.0) and isnan(missed.unknown)
    found = row(pipeline_with(loaded, noise.box, Box(0, 0, 50, 50)))
    assert (found.faces, found.found, found.unknown) == (2, 1.0, 0.0)
    assert found.right == found.right_named
    flat = Sample(np.full_like(noise.image, 90), noise.box, noise.label)
    unknown = measure(pipeline_with(loaded, noise.box), [flat], lambda sample: [sample])
    assert (unknown.found, unknown.unknown) == (1.0, 1.0) and isnan(unknown.right_named)


def test_faces_of_a_data_set(loaded):
    faces = np.random.default_rng(0).integers(0, 256, (3, 48, 48), np.uint8)
    samples = mounted(faces, np.array([0, 3, 6]))
    assert [sample.label for sample in samples] == [LABELS[0], LABELS[3], LABELS[6]]
    assert {sample.image.shape for sample in samples} == {(240, 320, 3)}
    as_is = crops(faces, np.array([0, 3, 6]))
    np.testing.assert_array_equal(as_is[1].image[..., 0], faces[1])
    box = Box(90, 50, 140, 140)
    assert [sample.box for sample in seen(pipeline_with(loaded, box), samples)] == [box] * 3


def test_the_command(tmp_path, capsys):
    pytest.importorskip('skimage.data')
    rng = np.random.default_rng(0)
    np.savez(tmp_path / 'd.npz', pixels=rng.integers(0, 256, (14, 48, 48), np.uint8),
             emotion=np.arange(14) % 7, usage=np.array(['Training', 'PublicTest'] * 7))
    out = tmp_path / 'v.json'
    assert main(['benchmark', 'robustness', '--data', str(tmp_path / 'd.npz'), '--visibility', '4',
                 '--out', str(out)]) == 0
    assert '4 faces of PublicTest as they are, detector none' in capsys.readouterr().out
    tables = json.loads(out.read_text())['tables']
    own, _, mounts, photos = tables.values()
    assert own['as it is']['found'] == 1.0
    assert photos['as it is'] == {'faces': 2, 'found': 1.0, 'unknown': 0.0, 'right': 1.0,
                                  'right_named': 1.0}
    assert photos['blurred by 12% of the face']['unknown'] in (0.5, 1.0) or (
        photos['blurred by 12% of the face']['found'] == 0.0)
    assert mounts.keys() == photos.keys()
