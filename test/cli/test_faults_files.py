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

"""Full disks and signals while results are written: the files stay readable."""

import csv
import json
import os
from pathlib import Path
import resource
import signal
import subprocess
import sys

import cv2
from fer_ros.outputs.images import write_image
from fer_ros.outputs.place import Place
from fer_ros.outputs.tables import EmotionTables
from fer_ros.values.errors import FerRosError
import numpy as np
import pytest
from waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
SIZE = 3 * 2**20


def start(*arguments, **options):
    """Start a `fer_ros` command."""
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get('PYTHONPATH'))))
    return subprocess.Popen(
        [sys.executable, '-m', 'fer_ros', *map(str, arguments)], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, env=os.environ | {'PYTHONPATH': paths}, **options)


@pytest.fixture
def film(tmp_path, portrait):
    """Write a video that compresses badly, and return the file."""
    path = tmp_path / 'film.avi'
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*'MJPG'), 15.0, (512, 512))
    noise = np.random.default_rng(0)
    for _ in range(60):
        writer.write(cv2.add(portrait, noise.integers(0, 90, portrait.shape, np.uint8)))
    writer.release()
    return path


@pytest.fixture
def small_disk(tmp_path):
    """Return a folder with room for three megabytes."""
    folder = tmp_path / 'disk'
    folder.mkdir()
    mounted = subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={SIZE}', 'tmpfs', folder],
                             capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f'no small disk can be mounted here: {mounted.stderr.strip()}')
    yield folder
    subprocess.run(['umount', folder], check=True)


def read(folder):
    """Return the number of frames and faces in the tables; every line has to be whole."""
    lines = (folder / 'emotions.jsonl').read_text()
    assert lines.endswith('\n')
    frames = [json.loads(line) for line in lines.splitlines()]
    with open(folder / 'emotions.csv', newline='') as file:
        rows = list(csv.DictReader(file))
    assert all(None not in row and None not in row.values() for row in rows)
    return len(frames), len(rows)


def frames_of(path):
    """Return the number of frames that can be read from a video."""
    video, number = cv2.VideoCapture(str(path)), 0
    while video.read()[0]:
        number += 1
    return number


def test_a_disk_that_fills_up_under_a_video(film, small_disk):
    process = start('run', film, '--out', small_disk / 'out', '--detector', 'haar')
    _, stderr = process.communicate(timeout=120)
    assert process.returncode == 1
    assert stderr.splitlines()[-1].startswith('fer_ros: error: cannot write ')
    assert 'o space left' in stderr and str(small_disk) in stderr
    assert 'Traceback' not in stderr
    frames, _ = read(small_disk / 'out')
    assert 0 < frames < 60
    assert frames_of(small_disk / 'out' / 'film_annotated.mp4') >= frames - 1


def test_a_disk_that_fills_up_under_photos(tmp_path, portrait, small_disk):
    photos = tmp_path / 'photos'
    photos.mkdir()
    for number in range(12):
        cv2.imwrite(str(photos / f'{number:02}.png'), portrait)
    process = start('run', photos, '--out', small_disk / 'out', '--detector', 'haar')
    _, stderr = process.communicate(timeout=120)
    assert process.returncode == 1
    assert 'No space left on device' in stderr and 'Traceback' not in stderr
    annotated = sorted((small_disk / 'out' / 'annotated').iterdir())
    frames, _ = read(small_disk / 'out')
    assert 0 < frames == len(annotated) < 12
    assert all(cv2.imread(str(path)).shape == portrait.shape for path in annotated)


def record(number):
    """Return a frame without faces."""
    return {'stamp': float(number), 'frame_id': 'x' * 50, 'labels': [], 'emotions': []}


def test_a_line_that_does_not_fit_is_taken_back(tmp_path):
    """With a limit on the size of files, which needs no rights."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    tables = EmotionTables(tmp_path)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limits[1]))
    try:
        with pytest.raises(FerRosError, match=r'cannot write .*emotions\.jsonl.*is whole'):
            for number in range(1000):
                tables.write(record(number), Place('film', '', number, 0.0, number))
        with pytest.raises(FerRosError, match=r'cannot write .*a\.png'):
            write_image(tmp_path / 'a.png', np.random.default_rng(0).integers(
                0, 256, (50, 50, 3), np.uint8))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert not (tmp_path / 'a.png').exists()
    frames, _ = read(tmp_path)
    assert frames > 5
    tables.write(record(frames), Place('film', '', frames, 0.0, frames))  # there is room again
    tables.close()
    assert read(tmp_path)[0] == frames + 1


@pytest.mark.parametrize(('number', 'code'), [
    (signal.SIGINT, 0), (signal.SIGTERM, 128 + signal.SIGTERM),
    (signal.SIGKILL, -signal.SIGKILL)])
def test_signals_in_mid_frame(film, tmp_path, number, code):
    out, temporary = tmp_path / 'out', tmp_path / 'temporary'
    temporary.mkdir()
    environment = os.environ | {'TMPDIR': str(temporary), 'PYTHONPATH': os.pathsep.join(
        filter(None, (str(ROOT), os.environ.get('PYTHONPATH'))))}
    process = subprocess.Popen(
        [sys.executable, '-m', 'fer_ros', 'run', str(film), '--out', str(out), '--detector',
         'haar', '--detection-width', '0'], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, env=environment,
        # A shell starts what runs in its background with SIGINT ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))

    def begun():
        assert process.poll() is None
        lines = out / 'emotions.jsonl'
        return lines.exists() and lines.read_text().count('\n') >= 3

    wait_until(begun, 'three lines of results', 60.0)
    process.send_signal(number)
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == code
    assert 'Traceback' not in stderr
    frames, _ = read(out)
    assert 3 <= frames < 60
    if number != signal.SIGKILL:  # a video without its end is none
        assert frames_of(out / 'film_annotated.mp4') >= frames
    assert list(temporary.iterdir()) == []
