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

"""Forms of FER2013 that people have and that are a little off the published ones."""

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile

import cv2
from fer_ros.cli.main import main
from fer_ros.training.data import load_data, VOTE_COLUMNS
from fer_ros.values.errors import FerRosError
from fer_ros.values.labels import LABELS
import numpy as np
import pytest

COUNT = 84
CLASSES = [number % 7 for number in range(COUNT)]
USAGES = ['Training', 'Training', 'PublicTest', 'PrivateTest'] * 21
FACES = np.random.default_rng(3).integers(0, 256, (COUNT, 48, 48), np.uint8)
FACES[:, 0, 0] = 255  # the last number of a row has three digits
FACES[:, -1, -1] = 255


def table(separator=',', *, header='emotion,pixels,usage', blanks=' ', labels=None, usages=None,
          end='\n', quote='', emotion='{}'):
    """Return a table as text."""
    lines = [header.replace(',', separator)] if header else []
    columns = [name.strip().lower() for name in header.split(',')] if header else [
        'emotion', 'pixels', 'usage']
    for number, (kind, face, usage) in enumerate(zip(CLASSES, FACES, USAGES, strict=True)):
        fields = {'': str(number), 'usage': usages[usage] if usages else usage,
                  'emotion': labels[kind] if labels else emotion.format(kind),
                  'pixels': blanks.join(map(str, face.ravel()))}
        lines.append(separator.join(f'{quote}{fields[name]}{quote}' for name in columns))
    return end.join(lines) + end


def tree(pattern, splits=('train', 'val', 'test'), words=LABELS):
    """Return pictures by path."""
    names = dict(zip(('Training', 'PublicTest', 'PrivateTest'), splits, strict=True))
    return {pattern.format(split=names[usage], word=words[kind], kind=kind, number=number):
            cv2.imencode('.png', face)[1].tobytes()
            for number, (kind, face, usage) in enumerate(
                zip(CLASSES, FACES, USAGES, strict=True))}


def tarred(files, mode='w'):
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode=mode) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return content.getvalue()


def zipped(files, backslashes=False):
    content = io.BytesIO()
    with zipfile.ZipFile(content, 'w') as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo('x')
            info.filename = name.replace('/', '\\') if backslashes else name
            archive.writestr(info, data)
    return content.getvalue()


def write(path, content):
    """Write a text, bytes, or files by name."""
    if isinstance(content, dict):
        for name, data in content.items():
            write(path / name, data)
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def same(data, *, splits=USAGES):
    """Check that the data holds exactly the faces, with their classes, in their splits."""
    found = {face.tobytes(): (name, int(kind)) for name, split in data.splits.items()
             for face, kind in zip(split.faces, split.classes, strict=True)}
    assert found == {face.tobytes(): (usage, kind) for face, usage, kind in zip(
        FACES, splits, CLASSES, strict=True)}


CSV = table().encode()
CHALLENGE = {'fer2013/README': b'x', 'fer2013/fer2013.csv': CSV, 'fer2013/fer2013.bib': b'@'}
WORDS = {'Training': 'train', 'PublicTest': 'Val', 'PrivateTest': 'TEST'}
FORMS = {
    'semicolons': ('d.csv', table(';')),
    'tabs': ('d.tsv', table('\t')),
    'CR alone': ('d.csv', table(end='\r')),
    'UTF-16': ('d.csv', table().encode('utf-16')),
    'not UTF-8': ('d.csv', b'emotion,pixels,usage,caf\xe9\n' + table(header='').encode()),
    'labels': ('d.csv', table(labels=LABELS)),
    'other labels': ('d.csv', table(labels=('Anger', 'disgusted', 'Fearful', 'HAPPINESS', 'sad',
                                            'suprise', 'neutral'))),
    'fractions': ('d.csv', table(emotion='{}.0')),
    'usage words': ('d.csv', table(usages=WORDS)),
    'blanks in usage': ('d.csv', table(usages={
        'Training': ' Training', 'PublicTest': 'Public Test', 'PrivateTest': 'private_test'})),
    'commas': ('d.csv', table(blanks=', ', quote='"')),
    'a printed list': ('d.csv', table(blanks=', ', quote='"').replace('"255, ', '"[255, ').replace(
        ', 255"', ', 255]"')),
    'an index': ('d.csv', table(header=',emotion,pixels,Usage')),
    'other columns': ('d.csv', table(header='Usage,pixels,emotion').replace(
        'Usage,pixels,emotion', 'Split,Image,Label')),
    'no header': ('d.csv', table(header='')),
    'no suffix': ('fer2013', CSV),
    'tar called csv': ('fer2013.csv', tarred(CHALLENGE)),
    'tar without suffix': ('fer2013', tarred(CHALLENGE)),
    'tar.xz': ('fer.tar.xz', lzma.compress(tarred(CHALLENGE))),
    'tar.bz2': ('fer.tbz', bz2.compress(tarred(CHALLENGE))),
    'csv.xz': ('fer.csv.xz', lzma.compress(CSV)),
    'gzip called csv': ('fer.csv', gzip.compress(CSV)),
    'tar.gz called gz': ('fer.gz', gzip.compress(tarred(CHALLENGE))),
    'zip without suffix': ('download', zipped(CHALLENGE)),
    'tar.gz in a zip': ('d.zip', zipped({'fer2013.tar.gz': gzip.compress(tarred(CHALLENGE))})),
    'tar called csv in a zip': ('d.zip', zipped({'fer2013.csv': tarred(CHALLENGE)})),
    'zip in a zip': ('d.zip', zipped({'inner.zip': zipped(tree('{split}/{word}/{number}.png'))})),
    'backslashes': ('d.zip', zipped(tree('x/{split}/{word}/{number}.png'), backslashes=True)),
    'prefixes': ('d', tree('{split}/{word}/{number}.png', words=[
        f'{number}_{label}' for number, label in enumerate(LABELS)])),
    'numbers and dots': ('d', tree('{split}/{kind}. {word}/{number}.png')),
    'numbers': ('d', tree('{split}/{kind}/{number}.png')),
    'codes of KDEF': ('d', tree('{split}/{word}/{number}.png', words=(
        'AN', 'DI', 'AF', 'HA', 'SA', 'SU', 'NE'))),
    'class over split': ('d', tree('{word}/{split}/{number}.png')),
    'folders in classes': ('d', tree('fer2013/{split}/{word}/part1/{number}.png')),
    'blanks and case': ('d.zip', zipped(tree('{split}/{word}/{number}.PNG', words=(
        ' Angry', 'Disgust ', 'Fear', 'HAPPY', 'Sad', 'Surprise', 'Neutral')))),
    'names of splits': ('d', tree('{split}/{word}/{number}.png', splits=(
        'FER2013Train', 'FER2013Valid', 'FER2013Test'))),
    'known among several': ('d.zip', zipped({
        'train.csv': table(header='emotion,pixels').encode(), 'test.csv': b'pixels\n1 2\n',
        'icml_face_data.csv': table(header='emotion, Usage, pixels').encode()})),
}


@pytest.mark.parametrize('form', FORMS)
def test_forms(form, tmp_path):
    name, content = FORMS[form]
    data = load_data(write(tmp_path / name, content))
    assert data.skipped == {}
    same(data)


def test_tables_that_are_called_after_their_splits(tmp_path):
    lines = table(header='').splitlines()
    for name, usage in (('train', 'Training'), ('val', 'PublicTest'), ('test', 'PrivateTest')):
        write(tmp_path / f'{name}.csv', '\n'.join(['emotion,pixels', *(
            line.rpartition(',')[0] for line, own in zip(lines, USAGES, strict=True)
            if own == usage)]))
    same(load_data(tmp_path))


def test_symbolic_links(tmp_path):
    files = write(tmp_path / 'real', tree('{split}/{word}/{number}.png'))
    (tmp_path / 'data').mkdir()
    for split in ('train', 'val'):
        (tmp_path / 'data' / split).symlink_to(files / split)
    (tmp_path / 'data' / 'test').mkdir()
    for word in LABELS:
        folder = tmp_path / 'data' / 'test' / word
        folder.mkdir()
        for picture in (files / 'test' / word).iterdir():
            (folder / picture.name).symlink_to(picture)
    (tmp_path / 'data' / 'train' / 'circle').symlink_to(tmp_path / 'data')
    (tmp_path / 'data' / 'gone.png').symlink_to(tmp_path / 'nothing')
    same(load_data(tmp_path / 'data'))


def test_links_in_archives(tmp_path):
    files = tree('{split}/{word}/{number}.png')
    content = io.BytesIO(tarred(files))
    with tarfile.open(fileobj=content, mode='a') as archive:
        for target in ('0.png', 'gone.png'):
            link = tarfile.TarInfo(f'train/angry/link-to-{target}')
            link.type, link.linkname = tarfile.SYMTYPE, target
            archive.addfile(link)
    data = load_data(write(tmp_path / 'd.tar', content.getvalue()))
    same(data)
    assert sum(map(len, data.splits.values())) == COUNT + 1
    assert data.skipped == {'an image that cannot be read': 1}


NO_SPLITS = {'train.csv': table(header='emotion,pixels'),
             'empty usage.csv': table(usages=dict.fromkeys(set(USAGES), '')),
             'folders': tree('{word}/{number}.png'),
             'train and test': {'train.csv': table(header='emotion,pixels').encode(),
                                'test.csv': b'pixels\n1 2\n'}}


@pytest.mark.parametrize('form', NO_SPLITS)
def test_data_without_splits(form, tmp_path):
    path = write(tmp_path / form, NO_SPLITS[form])
    with pytest.raises(FerRosError, match=r'--split-by-hash 0\.1.*icml_face_data'):
        load_data(path)
    data = load_data(path, hash_share=0.25)
    assert set(data.splits) == {'Training', 'PublicTest'}
    assert 8 < len(data.split('PublicTest')) < 35
    # The pixels alone decide.
    other = load_data(write(tmp_path / 'other.csv', table(header='emotion,pixels')),
                      hash_share=0.25)
    assert {face.tobytes() for face in data.split('PublicTest').faces} == {
        face.tobytes() for face in other.split('PublicTest').faces}
    assert 'by a hash of the pixels: 25%' in data.report()


def test_splits_are_not_overruled(tmp_path):
    with pytest.raises(FerRosError, match=r'own splits.*leave out --split-by-hash'):
        load_data(write(tmp_path / 'd.csv', CSV), hash_share=0.1)


CUTS = {'in the pixels': CSV[:-3000], 'in the usage': CSV[:-6], 'before the usage': CSV[:-13],
        'zeros': CSV[:-3000] + bytes(3000), 'gzip': gzip.compress(CSV)[:-20000]}


@pytest.mark.parametrize('cut', CUTS)
def test_a_table_that_ends_in_the_middle_of_a_row(cut, tmp_path):
    path = write(tmp_path / 'd.csv', CUTS[cut])
    with pytest.raises(FerRosError, match=r'incomplete.*--partial'):
        load_data(path)
    data = load_data(path, partial=True)
    found = sum(map(len, data.splits.values()))
    assert found == COUNT - 1 or (cut == 'gzip' and 0 < found < COUNT)


@pytest.mark.parametrize('content', [CSV[:-1], CSV + b'\n\n', CSV + bytes(1000)])
def test_a_whole_last_row(content, tmp_path):
    data = load_data(write(tmp_path / 'd.csv', content))
    same(data)
    assert list(data.skipped) == (['zero bytes in place of text'] if b'\0' in content else [])


def test_the_first_wrong_value_is_quoted(tmp_path):
    text = table().splitlines()
    text[3] = text[3].replace('2,', '9,', 1)
    text[7] = text[7].replace(' ', ' x', 1)
    text[8] = text[8].replace(',', ',many ', 1)
    text[9] = text[9].rpartition(',')[0] + ',Holiday'
    report = load_data(write(tmp_path / 'd.csv', '\n'.join(text))).report()
    assert "1 with an emotion that is not 0..6; the first is '9' in row 3" in report
    assert "2 with pixels that are not 2304 numbers of 0..255; the first is '255 x" in report
    assert "1 with an unknown usage; the first is 'Holiday' in row 9" in report


@pytest.mark.parametrize(('content', 'quoted'), [
    (tree('{split}/{kind}/{number}.png', words=LABELS) | {'train/7/x.png': b'x'}, '0, 1, 2'),
    ({name.replace('/0/', '/7/'): content for name, content in tree(
        '{split}/{kind}/{number}.png').items()}, 'RAF-DB: 1 surprise'),
    (tree('{split}/{number}.png', splits=('FER2013Train', 'FER2013Valid', 'FER2013Test')),
     '--votes fer2013new.csv'),
    ({'test.csv': b'pixels\n1 2\n'}, "Kaggle's test.csv"),
    ({'a.csv': CSV, 'b.csv': CSV}, r'several tables \(a\.csv, b\.csv\)')])
def test_what_cannot_be_told(content, quoted, tmp_path):
    with pytest.raises(FerRosError, match=quoted):
        load_data(write(tmp_path / 'd', content))


def test_pictures_that_are_not_read_are_counted(tmp_path):
    path = write(tmp_path / 'd', {**tree('{split}/{word}/{number}.png'), 'train/sad/x.heic': b'x',
                                  'train/sad/y.HEIC': b'x', 'train/sad/._0.png': b'x'})
    data = load_data(path)
    same(data)
    assert data.skipped == {'the suffix .heic, which is not read': 1,
                            'the suffix .HEIC, which is not read': 1}


COLUMNS = np.array([4, 5, 6, 1, 3, 2, 0])  # of VOTE_COLUMNS, by class


def votes_file(classes, usages, names=None):
    """Return fer2013new.csv, where eight of ten people agree with the class."""
    lines = [','.join(['Usage', 'Image name', *VOTE_COLUMNS])]
    for number, (kind, usage) in enumerate(zip(classes, usages, strict=True)):
        votes = np.zeros(10, int)
        votes[COLUMNS[kind]] += 8
        votes[8] = 2
        name = names[number] if names else f'fer{number:07}.png'
        lines.append(','.join([usage, name, *map(str, votes)]))
    return '\n'.join(lines) + '\n'


def test_votes_in_another_order_are_noticed(tmp_path):
    data = write(tmp_path / 'd.csv', table(usages=dict.fromkeys(set(USAGES), 'Training')))
    usages = ['Training'] * COUNT
    right = load_data(data, write(tmp_path / 'v.csv', votes_file(CLASSES, usages)))
    assert right.split('Training').votes[1].tolist() == [0, 0, 0, 0, 0, 8, 0, 0, 2, 0]
    wrong = write(tmp_path / 'w.csv', votes_file(CLASSES[1:] + CLASSES[:1], usages))
    with pytest.raises(FerRosError, match=r'agree .* 0% .*row 1 to 84.*different orders'):
        load_data(data, wrong)


def test_votes_by_the_names_of_pictures(tmp_path):
    files = {f'{usage}/{LABELS[kind]}/fer{number:07}.png': cv2.imencode('.png', face)[1].tobytes()
             for number, (kind, face, usage) in enumerate(
                 zip(CLASSES, FACES, USAGES, strict=True))}
    data = load_data(write(tmp_path / 'd', files),
                     write(tmp_path / 'v.csv', votes_file(CLASSES, USAGES)))
    same(data)
    for split in data.splits.values():
        np.testing.assert_array_equal(split.votes[:, :9].argmax(axis=1), COLUMNS[split.classes])


def test_votes_that_fall_out_of_step(shared):
    """On the real data: a row that is missing in the middle is found."""
    from fer_ros.training.data.ferplus import _check_agreement
    from fer_ros.training.data.table import Table
    content = np.load(shared / 'data' / 'fer2013.npz')
    training = np.flatnonzero(content['usage'] == 'Training')[:6000]
    classes, votes = content['emotion'][training], content['ferplus_votes'][training]
    table = Table(classes=classes.tolist(), numbers=list(range(6000)))
    _check_agreement(table, votes, 'v.csv', 'd.csv')
    shifted = np.concatenate([votes[:3000], votes[3001:], votes[:1]])
    with pytest.raises(FerRosError, match=r'row [23][0-9]{3} to'):
        _check_agreement(table, shifted, 'v.csv', 'd.csv')


def test_the_options_of_a_command(tmp_path, capsys):
    pytest.importorskip('sklearn')
    path = write(tmp_path / 'train.csv', table(header='emotion,pixels')[:-3000])
    line = ['calibrate', '--model', 'cnn', '--data', str(path)]
    assert main([*line, '--split-by-hash', '0.1']) == 1
    assert '--partial' in capsys.readouterr().err
    assert main([*line, '--partial']) == 1
    assert '--split-by-hash' in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([*line, '--split-by-hash', '2'])
    assert 'must be a number' in capsys.readouterr().err
    out = os.fspath(tmp_path / 'out')
    assert main(['explore', '--data', str(path), '--out', out, '--partial', '--split-by-hash',
                 '0.3']) == 0
    assert '30% of the faces' in capsys.readouterr().out
