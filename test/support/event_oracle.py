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

"""The events of a whole sequence, found by looking at all of its frames at once."""

from itertools import groupby, pairwise

from fer_ros.events import APPEARED, CHANGED, HELD, LEFT
from fer_ros.values.labels import UNKNOWN

REORDERING_S = 0.25


def expected(frames, hold, timeout):
    """
    Return a set of (number of the frame, kind, face_id, label, previous label, duration).

    :param frames: (stamp, {face_id: label}) of each
    """
    found = set()
    for segment, jump in _segments(frames):
        ids = {face_id for _, _, faces in segment for face_id in faces}
        for face_id in ids:
            for sightings, gone in _stays(segment, face_id, timeout, jump):
                found |= _stay(face_id, sightings, gone, hold, timeout)
    return found


def _segments(frames):
    """Split where the stamps jump back; yield the frames and the number of the next one."""
    segment, newest = [], None
    for number, (stamp, faces) in enumerate(frames):
        if newest is not None and stamp <= newest - REORDERING_S:
            yield segment, number
            segment, newest = [], None
        newest = stamp if newest is None else max(stamp, newest)
        segment.append((number, newest, faces))
    yield segment, None


def _stays(segment, face_id, timeout, jump):
    """Yield the sightings (number, stamp, label) of each stay, and the frame that ended it."""
    sightings = []
    for number, stamp, faces in segment:
        if face_id in faces:
            sightings.append((number, stamp, faces[face_id]))
        elif sightings and stamp - sightings[-1][1] > timeout:
            yield sightings, number
            sightings = []
    if sightings:
        yield sightings, jump


def _stay(face_id, sightings, gone, hold, timeout):
    number, start, label = sightings[0]
    found = {(number, APPEARED, face_id, label, '', 0.0)}
    # (label, stamp of its start, sightings with that label)
    periods = [(label, start, [])]
    ignored = None  # start of the run of UNKNOWN before this one, if that was too short
    for label, group in groupby(sightings, lambda sighting: sighting[2]):
        run = list(group)
        current, since, _ = periods[-1]
        if label != current and label == UNKNOWN:
            late = [one for one in run if one[1] - run[0][1] >= timeout]
            if not late:
                ignored = run[0][1]
                continue
            found.add((late[0][0], CHANGED, face_id, label, current, run[0][1] - since))
            periods.append((label, run[0][1], []))
        elif label != current:
            end = run[0][1] if ignored is None else ignored
            found.add((run[0][0], CHANGED, face_id, label, current, end - since))
            periods.append((label, run[0][1], []))
        periods[-1][2].extend(run)
        ignored = None
    times = [stamp for _, stamp, _ in sightings]
    gaps = [after for before, after in pairwise(times) if after - before > timeout]
    for label, since, seen in periods:
        for number, stamp, _ in seen if hold and label != UNKNOWN else ():
            begin = max([since, *(gap for gap in gaps if since <= gap <= stamp)])
            if stamp - begin >= hold:
                found.add((number, HELD, face_id, label, '', stamp - begin))
                break
    if gone is not None:
        found.add((gone, LEFT, face_id, periods[-1][0], '', times[-1] - start))
    return found
