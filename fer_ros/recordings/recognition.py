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

"""The emotions in the images of a bag, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator

from fer_ros.outputs.results import FrameResult
from fer_ros.pipeline import Pipeline
from fer_ros.recordings.bag import Bag
from fer_ros.recordings.camera import Camera
from fer_ros.recordings.selection import Selection, topic_names
from fer_ros.values.errors import SourceError


class BagRecognition:
    """
    Recognises every frame of a bag, each topic as a camera with tracks of its own.

    The stamps alone drive the pipeline: the same bag and settings always give the same results.
    """

    def __init__(self, bag: Bag, name: str, parts: Pipeline, selection: Selection) -> None:
        """
        Choose the topics.

        :param name: of the bag in the results
        :param parts: a pipeline whose detector, classifier and anonymizer are used
        :raises SourceError: if there is no topic to read
        """
        self.bag, self.name = bag, name
        try:
            channels, self._notes = selection.choose(bag.channels)
        except SourceError as error:
            reasons = '; '.join(filter(None, (str(error), bag.shortfall)))
            raise SourceError(f"'{name}': {reasons}") from error
        self._limits = selection.limits(bag.start_ns)
        names = topic_names(channels)
        self.cameras = {
            channel.key: Camera(name, channel, names[channel.key], _fresh(parts),
                                start_ns=bag.start_ns, ros1=bag.ros1)
            for channel in channels}
        self.count = sum(channel.count for channel in channels)

    @property
    def notes(self) -> list[str]:
        """Return what was left out or unusual, a text each; complete after the last frame."""
        about = [*self._notes, *(note for camera in self.cameras.values()
                                 for note in camera.notes)]
        notes = [*self.bag.notes, *(f'{self.name} {note}' for note in about)]
        if self.bag.shortfall:
            notes.append(f'{self.name}: {self.bag.shortfall}')
        return notes

    def frames(self) -> Iterator[FrameResult]:
        """
        Return the results of all frames; those of a topic are in the order of their stamps.

        :raises PartError: if the detector or the model fails
        """
        for key, log_ns, data in self.bag.messages(self.cameras, *self._limits):
            yield from self.cameras[key].add(log_ns, data)
        for camera in self.cameras.values():
            yield from camera.finish()


def _fresh(parts: Pipeline) -> Pipeline:
    """Return a pipeline without tracks that uses the parts of another one."""
    return Pipeline(parts.settings, parts.detector, parts.classifier,
                    anonymizer=parts.anonymizer, by_stamps=True)
