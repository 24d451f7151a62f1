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

"""The folder that results are written to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fer_ros.system import printable
from fer_ros.values.errors import FerRosError


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Convert an OSError in the block to a FerRosError that names the folder."""
    try:
        yield
    except OSError as error:
        raise FerRosError(f"cannot write to '{printable(folder)}': {error}") from error


def open_results(folder: Path, source, pipeline):
    """
    Remove the results of an earlier run and return the writers for a source.

    :param source: `fer_ros.sources.Source`
    :param pipeline: what recognises the emotions, `fer_ros.pipeline.Pipeline`
    :raises FerRosError: if the folder cannot be written to; or if the results would overwrite
        files of the source, before anything is removed
    """
    from fer_ros.outputs.annotated import AnnotatedPhotos, AnnotatedVideo
    from fer_ros.outputs.face_log import FaceLog
    from fer_ros.outputs.ledger import Ledger
    from fer_ros.outputs.result_writers import recording_writers, table_writers
    from fer_ros.outputs.results import Writers
    from fer_ros.sources import count_text
    from fer_ros.values.settings_text import settings_text

    made_by = settings_text(pipeline.settings, pipeline.detector.name, pipeline.classifier.name)

    def notes() -> list[str]:
        return [*filter(None, (count_text(source.skipped), source.shortfall))]

    with writing_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        ledger = Ledger(folder, source.paths)
        annotated: AnnotatedPhotos | AnnotatedVideo
        if source.stills:
            annotated = AnnotatedPhotos(folder, ledger)
            for path in source.paths:
                ledger.check(annotated.path(source.frame_name(path)))
            ledger.remove_previous()
            return Writers([annotated, *table_writers(folder, ledger, lines=True)])
        annotated = AnnotatedVideo(folder, source.name, ledger, source.rate, source.sound(),
                                   source.pixel_aspect)
        ledger.check(annotated.path)
        ledger.remove_previous()
        return Writers([annotated, *recording_writers(folder, ledger, printable(source.name),
                                                      pipeline.settings, made_by, notes,
                                                      FaceLog(), lines=True)])
