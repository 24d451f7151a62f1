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

"""The camera of the demo."""

from itertools import islice, pairwise
import re
import sys

from fer_ros.sources import open_source
from fer_ros.sources.demo import both_portraits, DemoSource, portraits, RATE, SCENE_S
from fer_ros.system import install_line
from fer_ros.values.errors import MissingDependencyError
import numpy as np
import pytest

pytest.importorskip('matplotlib')
pytest.importorskip('skimage')

SCENES = 3
CYCLE = round(SCENES * SCENE_S * RATE)
STEP = 5


@pytest.fixture(scope='module')
def cycle() -> list:
    """Return every fifth frame of one cycle through the scenes."""
    return list(islice(DemoSource().frames(), 0, CYCLE, STEP))


def test_it_opens_by_name():
    source = open_source('demo')
    assert isinstance(source, DemoSource)
    assert (source.name, source.rate, source.count) == ('demo', 15.0, None)
    assert not source.live and not source.stills


def test_every_frame_is_a_colour_image_of_one_size(cycle):
    for number, frame in enumerate(cycle):
        assert (frame.image.shape, frame.image.dtype) == ((480, 640, 3), np.uint8)
        assert frame.stamp == pytest.approx(number * STEP / RATE)
        assert frame.image.std() > 10


def test_the_nth_frame_is_always_the_same(cycle):
    again = islice(open_source('demo').frames(), 0, CYCLE, STEP)
    for one, other in zip(cycle, again, strict=True):
        np.testing.assert_array_equal(one.image, other.image)
        assert one.stamp == other.stamp


def test_it_goes_on_with_the_first_scene(cycle):
    after = next(islice(DemoSource().frames(), CYCLE, None))
    np.testing.assert_array_equal(after.image, cycle[0].image)
    assert after.stamp == pytest.approx(CYCLE / RATE)


def test_it_moves_over_the_single_portraits(cycle):
    # There is no room to move where both portraits fill the frame.
    moving = cycle[:2 * len(cycle) // SCENES]
    assert all((one.image != other.image).any()
               for one, other in pairwise(moving))


def test_a_face_stays_in_view(cycle):
    haar = pytest.importorskip('fer_ros.detectors.haar')
    from fer_ros.detectors import detect_scaled
    try:
        detector = haar.HaarDetector()
    except MissingDependencyError as error:
        pytest.skip(str(error))
    seen = [bool(detect_scaled(detector, frame.image, 0.6, 320)) for frame in cycle]
    assert np.mean(seen) >= 0.9


@pytest.mark.parametrize(('missing', 'left'), [
    ('skimage.data', 'Hopper'), ('matplotlib.cbook', 'Collins')])
def test_one_portrait_is_enough(monkeypatch: pytest.MonkeyPatch, missing, left):
    """Distributions have packages for both, but not every robot has both packages."""
    monkeypatch.setitem(sys.modules, missing, None)
    frames = list(islice(open_source('demo').frames(), 0, 2 * CYCLE // SCENES, STEP))
    assert all(frame.image.std() > 10 for frame in frames)
    assert list(portraits()) == [left]
    with pytest.raises(MissingDependencyError, match=f'only {left} is there'):
        both_portraits()


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch):
    for name in ('skimage.data', 'matplotlib.cbook'):
        monkeypatch.setitem(sys.modules, name, None)
    line = install_line('matplotlib', 'scikit-image')
    with pytest.raises(MissingDependencyError, match=re.escape(line)):
        open_source('demo')
