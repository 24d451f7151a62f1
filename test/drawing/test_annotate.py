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

"""Drawing on images of all sizes, with faces at all places."""

import cv2
from fer_ros.drawing import annotate
from fer_ros.drawing.palette import color_of, COLORS, UNKNOWN_COLOR
from fer_ros.drawing.placement import covered_area
from fer_ros.drawing.tag import place_text, Tag
from fer_ros.values.faces import Box, Face, FaceEmotion
from fer_ros.values.labels import LABELS, UNKNOWN
import numpy as np
import pytest

GROUND = 90  # a grey that is in no colour of the palette


def plain(width: int = 640, height: int = 480) -> np.ndarray:
    """Return an image of one grey."""
    return np.full((height, width, 3), GROUND, np.uint8)


def feeling(box: Box, label: str = 'happy', face_id: str = 'f1') -> FaceEmotion:
    """Return a face that shows one emotion for certain."""
    probabilities = np.array([name == label for name in LABELS], np.float32)
    return FaceEmotion(face_id, Face(box, 1.0), probabilities, probabilities)


def changed(image: np.ndarray) -> np.ndarray:
    """Return where something was drawn on a plain image, (height, width) bool."""
    return (image != GROUND).any(axis=2)


def is_color(image: np.ndarray, label: str) -> np.ndarray:
    """Return where an image has an emotion's colour, (height, width) bool."""
    return (image == COLORS[label]).all(axis=2)


def test_every_label_has_a_colour_of_its_own():
    assert set(COLORS) == set(LABELS)
    assert len({*COLORS.values(), UNKNOWN_COLOR}) == len(LABELS) + 1
    assert [color_of(label) for label in LABELS] == [*COLORS.values()]
    assert color_of(UNKNOWN) == color_of('bored') == UNKNOWN_COLOR


def test_a_copy_is_drawn_on():
    image = plain()
    drawn = annotate(image, [feeling(Box(200, 150, 120, 120))])
    assert (drawn.shape, drawn.dtype) == (image.shape, np.uint8)
    assert not np.shares_memory(drawn, image)
    assert (image == GROUND).all()


def test_a_read_only_image_is_drawn_on_too():
    image = np.frombuffer(bytes([GROUND]) * (480 * 640 * 3), np.uint8).reshape(480, 640, 3)
    drawn = annotate(image, [feeling(Box(200, 150, 120, 120))])
    assert changed(drawn).any()
    assert drawn.flags.writeable


@pytest.mark.parametrize('view', [
    lambda image: image[:, ::-1], lambda image: image[::2, ::2], lambda image: image[..., ::-1],
    lambda image: image.transpose(1, 0, 2)], ids=['mirrored', 'thinned', 'rgb', 'turned'])
def test_a_view_with_strides_is_drawn_on_too(view):
    image = view(plain())
    emotions = [feeling(Box(60, 70, 100, 100))]
    drawn = annotate(image, emotions)
    np.testing.assert_array_equal(drawn, annotate(np.ascontiguousarray(image), emotions))


@pytest.mark.parametrize('emotions', [[], ()])
def test_without_faces_it_is_a_plain_copy(emotions):
    image = np.random.default_rng(0).integers(0, 256, (48, 64, 3), np.uint8)
    drawn = annotate(image, emotions)
    np.testing.assert_array_equal(drawn, image)
    assert not np.shares_memory(drawn, image)


@pytest.mark.parametrize('label', LABELS)
def test_the_border_of_the_box_has_the_colour_of_the_emotion(label: str):
    drawn = is_color(annotate(plain(), [feeling(Box(200, 150, 120, 140), label)]), label)
    for row, column in ((150, 260), (289, 260), (220, 200), (220, 319)):
        assert drawn[row, column]


def test_an_unknown_face_is_grey_and_has_no_percentage(monkeypatch: pytest.MonkeyPatch):
    texts = []
    monkeypatch.setattr(cv2, 'putText', lambda canvas, text, *_: texts.append(text))
    values = np.array([0.5, 0.25])
    drawn = annotate(plain(), [FaceEmotion('f1', Face(Box(200, 150, 120, 140), 1.0), values,
                                           values, ('happy', 'sad'), label=UNKNOWN)])
    assert 'f1 unknown' in texts
    assert {text for text in texts if text in LABELS} == {'happy', 'sad'}
    for row, column in ((150, 260), (289, 260), (220, 200), (220, 319)):
        assert tuple(drawn[row, column].tolist()) == UNKNOWN_COLOR


def test_the_face_itself_and_what_is_far_away_stay_as_they_were():
    where = changed(annotate(plain(), [feeling(Box(200, 150, 120, 140))]))
    assert not where[155:285, 206:314].any()
    assert not where[320:].any()
    assert not where[:, :190].any()
    assert not where[:100].any()


@pytest.mark.parametrize('size', [(1, 1), (2, 1), (1, 40), (8, 8), (3, 200), (40, 40)])
@pytest.mark.parametrize('box', [Box(0, 0, 1, 1), Box(2, 2, 4, 4), Box(-5, -5, 50, 50),
                                 Box(500, 500, 20, 20), Box(0, 0, 0, 0)])
def test_tiny_images(size: tuple[int, int], box: Box):
    image = plain(*size)
    drawn = annotate(image, [feeling(box)])
    assert drawn.shape == image.shape
    assert (image == GROUND).all()
    if box == Box(-5, -5, 50, 50):
        assert changed(drawn).any()


@pytest.mark.parametrize('box', [Box(-1e6, -1e6, 3e6, 3e6), Box(0, 0, 1e9, 1e9),
                                 Box(-1e9, 100, 2e9, 50)])
def test_a_huge_box_is_drawn_as_far_as_it_is_inside(box: Box):
    drawn = annotate(plain(), [feeling(box)])
    x, y, _, height = box.clipped(640, 480)
    border = is_color(drawn, 'happy')
    assert border[y + height - 1, x + 10]
    assert border[y + height - 10, x]


@pytest.mark.parametrize('box', [
    Box(0, 0, 100, 100), Box(540, 0, 100, 100), Box(0, 380, 100, 100), Box(540, 380, 100, 100),
    Box(-50, 200, 100, 100), Box(590, 200, 100, 100), Box(300, -50, 100, 100),
    Box(300, 430, 100, 100), Box(639, 479, 1, 1)])
def test_a_box_at_a_border(box: Box):
    drawn = annotate(plain(), [feeling(box)])
    x, y, width, height = box.clipped(640, 480)
    border = is_color(drawn, 'happy')
    # The label may cover the top, and the panel one side, of a box that has no room around it.
    assert border[y + height - 1, x:x + width].any()
    assert border[y:y + height, x].any() or border[y:y + height, x + width - 1].any()


@pytest.mark.parametrize('box', [
    Box(200, 150, 120, 120), Box(0, 0, 100, 100), Box(540, 0, 100, 100), Box(300, -40, 100, 100),
    Box(-60, 200, 100, 100), Box(600, 200, 100, 100), Box(635, 300, 100, 100)],
    ids=['middle', 'top left', 'top right', 'above', 'left', 'right', 'far right'])
def test_the_whole_label_is_inside_the_image(box: Box, monkeypatch: pytest.MonkeyPatch):
    texts = []
    put_text = cv2.putText

    def spy(canvas, text, origin, font, scale, ink, thickness, line):
        texts.append((text, canvas.shape, origin, cv2.getTextSize(text, font, scale, thickness)))
        return put_text(canvas, text, origin, font, scale, ink, thickness, line)

    monkeypatch.setattr(cv2, 'putText', spy)
    annotate(plain(), [feeling(box, 'surprise', 'f12')])
    label = [entry for entry in texts if entry[0] == 'f12 surprise 100%']
    assert len(label) == 1
    _, (height, width, _), (x, y), ((text_width, text_height), baseline) = label[0]
    assert x >= 0 and x + text_width <= width
    assert text_height <= y and y + baseline <= height


def test_the_label_is_written_over_its_own_ground():
    drawn = annotate(plain(), [feeling(Box(200, 150, 120, 120))])
    ground = is_color(drawn[:150], 'happy')
    rows, columns = np.nonzero(ground)
    assert (rows.max(), columns.min()) == (149, 200)  # it stands on the box
    label = drawn[rows.min():150, 200:columns.max() + 1]
    assert 0.5 < is_color(label, 'happy').mean() < 0.95
    assert label.sum(axis=2).min() < 60  # black on yellow


def test_the_bars_are_as_long_as_the_probabilities():
    probabilities = np.array([0, 0, 0, 0.75, 0.25, 0, 0], np.float32)
    emotion = FaceEmotion('f1', Face(Box(100, 150, 150, 150), 1.0), probabilities, probabilities)
    beside = annotate(plain(), [emotion])[:, 255:]
    lengths = {label: is_color(beside, label).sum(axis=1).max() for label in LABELS}
    # One pixel more, as a rectangle draws both of its ends.
    assert (lengths['happy'] - 1) / (lengths['sad'] - 1) == pytest.approx(3, rel=0.1)
    assert all(lengths[label] <= 1 for label in ('angry', 'disgust', 'fear', 'surprise'))


def test_bars_hide_no_face():
    boxes = [Box(20 + 90 * column, 40 + 110 * row, 60, 60)
             for column in range(7) for row in range(4)]
    drawn = changed(annotate(plain(), [feeling(box, face_id=f'f{number}')
                                       for number, box in enumerate(boxes)]))
    for box in boxes:
        x, y = int(box.x), int(box.y)
        assert not drawn[y + 6:y + 54, x + 6:x + 54].any()
        assert drawn[y + 62:y + 95, x:x + 60].any()  # bars below, where else is no room


def crowd(columns=7, rows=3):
    """Return faces in rows that are staggered, so that a tag above one is beside another."""
    return [feeling(Box(15 + 88 * column, 30 + 145 * row + 20 * (column % 2), 60, 75), 'surprise',
                    f'f{columns * row + column + 10}')
            for row in range(rows) for column in range(columns)]


def test_tags_in_a_crowd_cover_no_face_and_no_other_tag(monkeypatch):
    placed = []
    draw = Tag.draw
    monkeypatch.setattr(Tag, 'draw', lambda tag, *rest: (placed.append(tag), draw(tag, *rest)))
    emotions = crowd()
    drawn = annotate(plain(), emotions)
    assert len(placed) == len(emotions) == 21
    faces = [emotion.face.box.clipped(640, 480) for emotion in emotions]
    for tag in placed:
        assert covered_area([tag.place], faces)[0] == 0
        assert covered_area([tag.place], [other.place for other in placed
                                          if other is not tag])[0] == 0
        x, y, width, height = tag.place
        assert x >= 0 and x + width <= 640 and y >= 0 and y + height <= 480
        assert tag.font_scale >= 0.32
    for x, y, width, height in faces:
        assert not changed(drawn[y + 6:y + height - 6, x + 6:x + width - 6]).any()


def test_a_text_that_is_wider_than_the_image_becomes_smaller():
    tag = place_text('f12 surprise 100%', (0, 0, 48, 48), 0.4, (48, 48), [])
    assert tag.place[0] == 0 and tag.place[2] <= 48


def test_bars_below_the_image_are_left_out():
    drawn = changed(annotate(plain(), [feeling(Box(0, 20, 640, 460))]))
    assert not drawn[60:470, 10:630].any()


def test_the_largest_face_is_drawn_over_the_others():
    large, small = feeling(Box(100, 100, 200, 200)), feeling(Box(250, 250, 150, 150), 'sad', 'f2')
    both = annotate(plain(), [large, small])
    alone = is_color(annotate(plain(), [large]), 'happy')
    assert is_color(both, 'happy')[alone].all()


def test_twenty_faces():
    emotions = [feeling(Box(10 + 128 * (number % 5), 20 + 120 * (number // 5), 80, 80),
                        LABELS[number % 7], f'f{number + 1}') for number in range(20)]
    drawn = annotate(plain(), emotions)
    for emotion in emotions:
        x, y, width, height = emotion.face.box.clipped(640, 480)
        assert changed(drawn[y:y + height, x:x + width]).any()
    for label in LABELS:
        assert is_color(drawn, label).any()
