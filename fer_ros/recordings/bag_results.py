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

"""From bags to the files with their results."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from fer_ros.outputs.face_log import FaceLog
from fer_ros.outputs.result_writers import recording_writers
from fer_ros.outputs.results import FrameResult, Writer, Writers
from fer_ros.pipeline import Pipeline
from fer_ros.recordings.bag import Bag, bag_name
from fer_ros.recordings.recognition import BagRecognition
from fer_ros.recordings.result_bag import ResultBag
from fer_ros.recordings.selection import Selection
from fer_ros.recordings.staging import Staging
from fer_ros.system import printable
from fer_ros.values.errors import FerRosError, SourceError
from fer_ros.values.settings_text import settings_text

# Reports the progress of an iterator over frames, of which the number is known.
Progress = Callable[[Iterator[FrameResult], int], Iterator[FrameResult]]


@dataclass(frozen=True)
class BagOptions:
    """What to read of each bag, and what to write besides the tables and the report."""

    selection: Selection = field(default_factory=Selection)
    write_bag: bool = False
    annotate: bool = False


@dataclass
class BagsOutcome:
    """What became of some bags: numbers of frames and faces, notes, errors, and the faces."""

    frames: int = 0
    faces: int = 0
    notes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    done: int = 0
    log: FaceLog = field(default_factory=FaceLog)


def recognise_bags(paths: Sequence[Path], out: Path, parts: Pipeline, options: BagOptions,
                   progress: Progress, *, names: Sequence[str] = (),
                   table: bool = True) -> BagsOutcome:
    """
    Recognise the emotions in bags, one after the other, and write the files to `out`.

    A bag that is damaged gives what can be read of it, and an error. If no bag can be read,
    nothing is written.

    :param parts: a pipeline whose parts are used
    :param names: of the bags in the results, instead of those of their files
    :param table: write `emotions.csv`; `emotions.parquet` has the same rows
    :raises PartError: if the detector or the model fails
    :raises FerRosError: if the results cannot be written
    """
    outcome, names = BagsOutcome(), names or unique_names(paths)
    staging = Staging(out, (file for path in paths for file in _files(path)))
    try:
        with ExitStack() as stack:
            writers = _Open(stack, recording_writers(
                staging.folder, staging.ledger, ', '.join(names),
                parts.settings, settings_text(parts.settings, parts.detector.name,
                                              parts.classifier.name),
                lambda: [*outcome.notes, *outcome.errors], outcome.log, table=table))
            for path, name in zip(paths, names, strict=True):
                try:
                    _recognise_bag(path, name, parts, options, writers, staging.folder, outcome,
                                   progress)
                except SourceError as error:
                    outcome.errors.append(str(error))
            writers.close(not outcome.errors)
        if outcome.done:
            staging.commit()
    except OSError as error:
        raise FerRosError(f"cannot write to '{printable(out)}': {error}") from error
    finally:
        staging.discard()
    return outcome


class _Open:
    """Writers that are closed, at the latest, when a block ends by an error."""

    def __init__(self, stack: ExitStack, writers: Sequence[Writer]) -> None:
        self.writers = Writers(writers)
        self._closed = False
        stack.push(self._exit)

    def write(self, result: FrameResult) -> None:
        self.writers.write(result)

    def close(self, whole: bool) -> None:
        self._closed = True
        self.writers.close(whole)

    def _exit(self, kind: object, *error: object) -> None:
        if not self._closed:
            with suppress(FerRosError, OSError):
                self.close(False)


def _recognise_bag(path: Path, name: str, parts: Pipeline, options: BagOptions,
                   writers: Writer, folder: Path, outcome: BagsOutcome,
                   progress: Progress) -> None:
    with Bag(path) as bag, ExitStack() as stack:
        recognition = BagRecognition(bag, name, parts, options.selection)
        own: list[Writer] = []
        if options.write_bag or options.annotate:
            own.append(ResultBag(folder / f'{name}_emotions'.replace('/', '_'),
                                 [camera.topic for camera in recognition.cameras.values()],
                                 annotate=options.annotate))
        result_bag = _Open(stack, own)
        for result in progress(recognition.frames(), recognition.count):
            writers.write(result)
            result_bag.write(result)
            outcome.frames += 1
            outcome.faces += len(result.emotions)
        result_bag.close(not bag.shortfall)
        outcome.done += 1
        shortfall = bag.shortfall
        outcome.notes += [note for note in recognition.notes
                          if note != f'{name}: {shortfall}']
        if shortfall:
            outcome.errors.append(f'{name}: {shortfall}')


def unique_names(paths: Sequence[Path]) -> list[str]:
    """Return the names of bags; bags of one name get the names of their folders, or numbers."""
    names = [bag_name(path) for path in paths]
    longer = [f'{path.absolute().parent.name}/{name}' if names.count(name) > 1 else name
              for path, name in zip(paths, names, strict=True)]
    return [f'{name}-{longer[:number + 1].count(name)}' if longer.count(name) > 1 else name
            for number, name in enumerate(longer)]


def _files(path: Path) -> list[Path]:
    return list(path.iterdir()) if path.is_dir() else [path]
