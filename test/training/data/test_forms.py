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

"""Every form that people have FER2013 in, plain and packed, gives the same data."""

import csv
import gzip
import io
import tarfile
import zipfile

import cv2
from fer_ros.training.data import load_data, VOTE_COLUMNS
from fer_ros.values.errors import FerRosError
from fer_ros.values.labels import LABELS
import numpy as np
import pytest

COUNT = 21
USAGES = ['Training', 'PublicTest', 'PrivateTest'] * 7
FACES = np.random.default_rng(0).integers(0, 256, (COUNT, 48, 48), np.uint8)
CLASSES = [number % 7 for number in range(COUNT)]


def table(header=('emotion', 'pixels', 'Usage'), rows=None):
    """Return Kaggle's table as bytes."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    for emotion, face, usage in zip(CLASSES, FACES, USAGES, strict=True):
        fields = {'emotion': emotion, 'pixels': ' '.join(map(str, face.ravel())), 'usage': usage}
        writer.writerow([fields[name.strip().lower()] for name in header])
    for row in rows or []:
        writer.writerow(row)
    return text.getvalue().encode()


def zipped(folder, name, files):
    path = folder / name
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
        for inner, content in files.items():
            archive.writestr(inner, content)
    return path


def tarred(folder, name, files):
    path = folder / name
    with tarfile.open(path, 'w:gz') as archive:
        for inner, content in files.items():
            info = tarfile.TarInfo(inner)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def written(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def pictures(splits=('train', 'validation', 'test'), words=LABELS):
    """Return the pictures by path, in folders."""
    names = dict(zip(('Training', 'PublicTest', 'PrivateTest'), splits, strict=True))
    return {f'{names[usage]}/{words[emotion]}/{number:03}.png':
            cv2.imencode('.png', face)[1].tobytes()
            for number, (emotion, face, usage) in enumerate(
                zip(CLASSES, FACES, USAGES, strict=True))}


FORMS = {
    'fer2013.csv': lambda folder: written(folder, 'fer2013.csv', table()),
    'icml_face_data.csv': lambda folder: written(
        folder, 'icml_face_data.csv', table(('emotion', ' Usage', ' pixels'))),
    'csv.gz': lambda folder: written(folder, 'fer2013.csv.gz', gzip.compress(table())),
    'csv in zip': lambda folder: zipped(folder, 'archive.zip', {
        'a/fer2013.csv': table(), 'a/example_submission.csv': b'id\n', 'README': b'x'}),
    "the challenge's tar.gz": lambda folder: tarred(folder, 'fer2013.tar.gz', {
        'fer2013/README': b'x', 'fer2013/fer2013.csv': table()}),
    'byte order mark': lambda folder: written(folder, 'x.csv', b'\xef\xbb\xbf' + table()),
}
TREES = {
    'plain': {}, 'other words': {'words': (
        'Anger', 'Disgusted', 'fearful', 'HAPPINESS', 'sadness', 'surprised', 'Neutral')},
    'other splits': {'splits': ('Training', 'val', 'PrivateTest')}}


def check(data):
    for name in ('Training', 'PublicTest', 'PrivateTest'):
        chosen = [number for number in range(COUNT) if USAGES[number] == name]
        found = data.split(name)
        # Folders come class by class.
        order = np.argsort(found.classes, kind='stable')
        wanted = np.argsort(np.array(CLASSES)[chosen], kind='stable')
        np.testing.assert_array_equal(found.classes[order], np.array(CLASSES)[chosen][wanted])
        np.testing.assert_array_equal(found.faces[order], FACES[chosen][wanted])
    assert data.skipped == {}


@pytest.mark.parametrize('form', FORMS)
def test_tables(form, tmp_path):
    check(load_data(FORMS[form](tmp_path)))


@pytest.mark.parametrize('packed', ['', '.zip', '.tar.gz'])
@pytest.mark.parametrize('tree', TREES)
def test_pictures(tree, packed, tmp_path):
    files = {f'fer2013/{name}': content for name, content in pictures(**TREES[tree]).items()}
    path = tmp_path / f'data{packed}'
    if packed:
        (zipped if packed == '.zip' else tarred)(tmp_path, path.name, files)
    else:
        for name, content in files.items():
            written(path, name, content)
    check(load_data(path))


def test_without_validation_folder_test_is_what_is_validated_on(tmp_path):
    for name, content in pictures(splits=('train', 'train', 'test')).items():
        written(tmp_path, name, content)
    data = load_data(tmp_path)
    assert {name: len(split) for name, split in data.splits.items()} == {
        'Training': 14, 'PublicTest': 7}


def test_pictures_of_other_sizes_and_colours(tmp_path):
    color = np.zeros((96, 120, 3), np.uint8)
    color[..., 2] = 200
    written(tmp_path, 'train/happy/a.jpg', cv2.imencode('.jpg', color)[1].tobytes())
    written(tmp_path, 'train/sad/b.png', cv2.imencode('.png', color[:20, :20])[1].tobytes())
    faces = load_data(tmp_path).split('Training').faces
    assert faces.shape == (2, 48, 48)
    np.testing.assert_allclose(faces, 0.299 * 200, atol=3)


def test_bad_pictures_are_counted(tmp_path):
    for name, content in {**pictures(), 'train/bored/x.png': b'x', 'train/happy/y.png': b'no',
                          'train/happy/z.png': b'', 'extra/happy/v.png': b'v'}.items():
        written(tmp_path, name, content)
    assert load_data(tmp_path).skipped == {
        "a folder of no known class, 'bored'": 1, "a folder of no known split, 'extra'": 1,
        'an image that cannot be read': 2}


PIXELS = ' '.join(['7'] * 2304)


@pytest.mark.parametrize(('row', 'reason'), [
    (('7', PIXELS, 'Training'), 'an emotion that is not 0..6'),
    (('', PIXELS, 'Training'), 'an emotion that is not 0..6'),
    (('0', PIXELS[:-2], 'Training'), 'pixels that are not 2304 numbers of 0..255'),
    (('0', PIXELS + ' 7', 'Training'), 'pixels that are not 2304 numbers of 0..255'),
    (('0', PIXELS[:-1] + '256', 'Training'), 'pixels that are not 2304 numbers of 0..255'),
    (('0', '-' + PIXELS, 'Training'), 'pixels that are not 2304 numbers of 0..255'),
    (('0', PIXELS + ' x', 'Training'), 'pixels that are not 2304 numbers of 0..255'),
    (('0', '', 'Training'), 'pixels that are not 2304 numbers of 0..255'),
    (('0', PIXELS, 'Quiz'), 'an unknown usage'), (('0', PIXELS), 'an unknown usage')])
def test_bad_rows_are_counted(row, reason, tmp_path):
    data = load_data(written(tmp_path, 'x.csv', table(rows=[row])))
    assert data.skipped == {reason: 1}
    assert sum(map(len, data.splits.values())) == COUNT


@pytest.mark.parametrize(('name', 'content', 'quoted'), [
    ('x.csv', b'emotion,picture\n1,2\n', ["'emotion, picture'", 'pixels, usage']),
    ('x.csv', b'', ['is empty']),
    ('x.csv', b'emotion,pixels,Usage\n9,1 2,Training\n', ['no face', '1 with an emotion']),
    ('x.txt', b'hello', ["columns 'hello'"]), ('x.csv.gz', b'not packed', ["'not packed'"]),
    ('x.csv.gz', b'\x1f\x8bnot packed', ['cannot read']), ('x.zip', b'PK\3\4no', ['zip']),
    ('x.bin', b'\x89PNG\0\0', ["another kind ('.bin')"])])
def test_wrong_files(name, content, quoted, tmp_path):
    path = written(tmp_path, name, content)
    with pytest.raises(FerRosError) as caught:
        load_data(path)
    for text in [*quoted, str(path), 'expected']:
        assert text in str(caught.value)


def test_several_tables(tmp_path):
    path = zipped(tmp_path, 'x.zip', {'a.csv': table(), 'b.csv': table()})
    with pytest.raises(FerRosError, match=r'several tables \(a\.csv, b\.csv\)'):
        load_data(path)


def test_a_folder_of_something_else(tmp_path):
    written(tmp_path, 'holiday.png', pictures()['train/angry/000.png'])
    with pytest.raises(FerRosError, match=r'train/angry/1\.jpg; found holiday\.png'):
        load_data(tmp_path)


def votes_file(usages, counts):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(['Usage', 'Image name', *VOTE_COLUMNS])
    for number, (usage, row) in enumerate(zip(usages, counts, strict=True)):
        writer.writerow([usage, f'fer{number:07}.png', *row])
    return text.getvalue().encode()


COUNTS = np.random.default_rng(1).integers(0, 4, (COUNT, 10))


@pytest.mark.parametrize('packed', [False, True])
def test_votes_are_joined_by_row(packed, tmp_path):
    content = votes_file([*USAGES, 'Training'], [*COUNTS, [0] * 10])
    votes = (zipped(tmp_path, 'v.zip', {'FERPlus/fer2013new.csv': content}) if packed else
             written(tmp_path, 'fer2013new.csv', content))
    # A bad row in the middle of the votes must not move the others.
    data = load_data(written(tmp_path, 'x.csv', table(rows=[('9', PIXELS, 'Training')])), votes)
    for name, split in data.splits.items():
        chosen = [number for number in range(COUNT) if USAGES[number] == name]
        np.testing.assert_array_equal(split.votes, COUNTS[chosen])
    assert 'FERPlus votes' in data.report()


def test_a_face_that_nobody_voted_on_has_no_votes(tmp_path):
    counts = COUNTS.copy()
    counts[0] = 0
    data = load_data(written(tmp_path, 'x.csv', table()),
                     written(tmp_path, 'v.csv', votes_file(USAGES, counts)))
    assert data.split('Training').votes[0].tolist() == [-1] * 10


@pytest.mark.parametrize(('usages', 'quoted'), [
    (USAGES[:-1], '20 rows.*21'),
    (['PublicTest', *USAGES[1:]], "row 1 .*'PublicTest'.*'Training'")])
def test_votes_of_other_data(usages, quoted, tmp_path):
    with pytest.raises(FerRosError, match=quoted):
        load_data(written(tmp_path, 'x.csv', table()),
                  written(tmp_path, 'v.csv', votes_file(usages, COUNTS[:len(usages)])))


@pytest.mark.parametrize(('content', 'quoted'), [
    (b'a,b\n1,2\n', 'neutral, happiness'), (None, 'no such file'),
    (b'Usage,Image name,' + ','.join(VOTE_COLUMNS).encode() + b'\nTraining,x,1,2,many\n',
     'fer2013new')])
def test_wrong_votes(content, quoted, tmp_path):
    path = tmp_path / 'v.csv'
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FerRosError, match=quoted):
        load_data(written(tmp_path, 'x.csv', table()), path)
