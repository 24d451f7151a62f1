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

"""Training: takes architectures and data, gives Keras models."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
import math
from pathlib import Path
import time

from fer_ros.training.architectures import Architecture
from fer_ros.training.batches import Batches
from fer_ros.training.checkpoint import load_checkpoint, save_checkpoint
from fer_ros.training.data import DataSet
from fer_ros.training.data.selection import select_training, Selection
from fer_ros.training.learner import Learner, learner_class
from fer_ros.training.members import check_together, Folds, Member
from fer_ros.training.plan import check_same, training_plan
from fer_ros.training.precision import dtype_policy
from fer_ros.training.progress import Epoch, Progress
from fer_ros.training.stage import Stage
from fer_ros.training.stage_batches import answers_to, stage_batches
from fer_ros.training.teachers import ModelTeachers, open_teachers, Teachers
from fer_ros.training.weight_averaging import (
    mean_of_ends, measure_normalization, save_end, STAGE as MEAN)
from fer_ros.values.errors import FerRosError
import numpy as np

SEED = 2022
SAVED_EVERY = 60.0  # seconds between checkpoints


class Training:
    """A run of networks through the stages of their architectures, with its checkpoint."""

    def __init__(self, members: Sequence[Member], data: DataSet, out: Path, *,
                 policy: str = 'float32', weights: list[np.ndarray] | None = None,
                 origin: str = 'random', teachers: Sequence[str] = (), folds: Folds | None = None,
                 selection: Selection | None = None, validation_interval: int = 1,
                 saved_every: float | None = None) -> None:
        """
        Prepare a run from the beginning.

        :param policy: Keras's dtype policy in the stages that may use mixed precision
        :param weights: initial weights of the models; None for random ones
        :param origin: where the initial weights come from, for the record
        :param teachers: names or files of teacher models; if empty, those of the architecture
        :param selection: the faces to use; None to select them here
        :param validation_interval: epochs between two measurements on the validation fold
        :param saved_every: seconds between checkpoints, infinite for none; None for a minute
        :raises FerRosError: if the members cannot learn from the same batches
        """
        import keras

        first = members[0].architecture
        check_together(members)
        self.members, self.out = tuple(members), out
        mixed = any(stage.mixed_precision for stage in first.stages)
        self.policy = policy if mixed else 'float32'
        selection = select_training(data) if selection is None else selection
        self.selection, folds = selection, folds or Folds()
        kept = np.ones(len(selection.faces), bool)
        self._validation = None
        if folds.validation >= 0:
            kept = selection.folds(folds.count) != folds.validation
            self._validation = selection.faces.only(~kept)
        used = selection.only(kept)
        self._training = used.faces
        self._folds = used.folds(folds.cross_fit) if folds.cross_fit else None
        self._has_votes = self._training.votes is not None
        self._interval = validation_interval
        self._saved_every = SAVED_EVERY if saved_every is None else saved_every
        names = tuple(teachers) or first.teachers
        if not names and any(stage.consistent for stage in first.stages):
            raise FerRosError(f"'{first.name}' learns from teachers; name their models with "
                              '--teacher')
        self.progress = Progress()
        self.plan = training_plan(
            members, data, selection, folds=folds, faces=len(self._training),
            votes=self._has_votes, policy=self.policy, origin=origin, teachers=names)
        self.models = []
        with dtype_policy(self.policy):
            for member in members:
                keras.utils.set_random_seed(member.seed)
                self.models.append(member.architecture.build())
        if weights is not None:
            for model in self.models:
                model.set_weights(weights)
        # Opened now, so that a wrong name raises an error before the first stage
        self._taught_by = open_teachers(names, self.policy) if names else None
        self._answers: list[np.ndarray] = []
        self._learner_state: list[np.ndarray] = []
        self._chunk, self._saved = 1, time.monotonic()

    @cached_property
    def together(self) -> ModelTeachers:
        """Return the members' models as teachers, computed together."""
        return ModelTeachers(self.models, self.members[0].architecture.input)

    def resume(self) -> bool:
        """
        Restore the state of the checkpoint in the folder; return whether there is one.

        :raises FerRosError: if the checkpoint belongs to a training with another plan
        """
        loaded = load_checkpoint(self.out)
        if loaded is None:
            return False
        variables, state = loaded
        check_same(self.plan, state['plan'], self.out)
        self.progress = Progress.from_dict(state['progress'])
        for model in self.models:
            count = len(model.weights)
            model.set_weights(variables[:count])
            variables = variables[count:]
        self._answers, self._learner_state = (
            variables[:state['answers']], variables[state['answers']:])
        return True

    def run(self) -> None:
        """Run the remaining stages; after that the models have their final weights."""
        first = self.members[0].architecture
        while self.progress.stage < len(first.stages):
            stage = first.stages[self.progress.stage]
            self._run_stage([member.architecture.stages[self.progress.stage]
                             for member in self.members])
            if stage.name in first.mean_of:
                for number, model in enumerate(self.models):
                    save_end(self.out, stage.name, model.get_weights(), number)
            self.progress.end_stage()
            self._answers = []
            self._save()
        if first.mean_of and self.progress.history[-1].stage != MEAN:
            self._take_mean(first)
            self._save()

    def _take_mean(self, architecture: Architecture) -> None:
        start = time.monotonic()
        for number, (member, model) in enumerate(zip(self.members, self.models, strict=True)):
            model.set_weights(mean_of_ends(self.out, architecture.mean_of, number))
            measure_normalization(model, self._training.faces, architecture.input, member.seed)
        self._note(Epoch(MEAN, 1, None, None, self._validation_accuracies(),
                         round(time.monotonic() - start, 1)), 1)

    def _run_stage(self, stages: list[Stage]) -> None:
        import keras

        stage, progress = stages[0], self.progress
        if not stage.classes and not self._has_votes:
            raise FerRosError(
                f"the stage '{stage.name}' of {self.members[0].architecture.name} learns from "
                'the FERPlus votes, but the data has none; give them with --votes, or trained '
                'weights with --weights')
        keras.utils.set_random_seed(self.members[0].seed + progress.stage)
        batches = self._batches(stages)
        learner = learner_class(stages)(
            [member.architecture.build for member in self.members], stages,
            stage.epochs * len(batches), votes=self._has_votes,
            policy=self.policy if stage.mixed_precision else 'float32',
            weights=[model.get_weights() for model in self.models])
        if self._learner_state:
            learner.restore(self._learner_state)
            self._learner_state = []
        while progress.epoch < stage.epochs and not progress.is_stuck(stage.patience):
            self._run_epoch(stage, learner, batches)
        self._take_weights(learner)

    def _batches(self, stages: list[Stage]) -> Batches:
        """Return the batches of a stage, with the targets of each member."""
        teachers: Teachers | None = None
        if any(stage.distillation_weight for stage in stages):
            teachers = self._taught_by or self.together
            if not stages[0].consistent and not self._answers:
                self._answers = [answers_to(teachers, self._training.faces)]
        return stage_batches(self._training, list(zip(self.members, stages, strict=True)),
                             self._folds, teachers, *self._answers)

    def _run_epoch(self, stage: Stage, learner: Learner, batches: Batches) -> None:
        from tqdm import tqdm

        progress = self.progress
        steps, done = len(batches), progress.seconds
        seed = (self.members[0].seed, progress.stage, progress.epoch)
        start = time.monotonic()
        with tqdm(total=steps, initial=progress.batch, leave=False, disable=None,
                  desc=f'{stage.name} {progress.epoch + 1}/{stage.epochs}') as bar:
            while progress.batch < steps:
                begun = time.monotonic()
                last = min(progress.batch + self._chunk, steps)
                loss, accuracies = learner.learn(batches, seed, progress.batch, last)
                if not math.isfinite(loss):
                    raise FerRosError(f'the loss became {loss} in epoch {progress.epoch + 1} of '
                                      f"the stage '{stage.name}'")
                progress.add(last - progress.batch, loss, accuracies)
                progress.seconds = done + time.monotonic() - start
                bar.update(progress.batch - bar.n)
                # Larger chunks, but small enough that checkpoints are not much later than due
                if self._saved_every and time.monotonic() - begun < self._saved_every / 4:
                    self._chunk *= 2
                if (time.monotonic() - self._saved > self._saved_every
                        and progress.batch < steps):
                    self._save(learner)
        epoch = progress.epoch + 1
        validates = stage.classes and (epoch % self._interval == 0 or epoch == stage.epochs)
        if validates and self._validation is not None:
            self._take_weights(learner)
        self._note(Epoch(
            stage.name, epoch, round(progress.loss, 4),
            progress.accuracies if stage.classes else None,
            self._validation_accuracies() if validates else None,
            round(done + time.monotonic() - start, 1)), stage.epochs)
        if time.monotonic() - self._saved > self._saved_every:
            self._save(learner)

    def _take_weights(self, learner: Learner) -> None:
        for model, values in zip(self.models, learner.weights(), strict=True):
            model.set_weights(values)

    def _note(self, epoch: Epoch, epochs: int) -> None:
        from tqdm import tqdm

        self.progress.end_epoch(epoch)
        tqdm.write(epoch.line(epochs))

    def _validation_accuracies(self) -> list[float] | None:
        split = self._validation
        if split is None:
            return None
        answers = self.together.answers(split.faces).argmax(axis=2)
        return [round(float(value), 4) for value in (answers == split.classes).mean(axis=1)]

    def _save(self, learner: Learner | None = None) -> None:
        if math.isinf(self._saved_every):
            return
        variables = [values for model in self.models for values in model.get_weights()]
        variables += self._answers + (learner.state() if learner else [])
        save_checkpoint(self.out, variables, {
            'plan': self.plan, 'answers': len(self._answers),
            'progress': self.progress.to_dict()})
        self._saved = time.monotonic()
