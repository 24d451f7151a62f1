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

"""Training: an architecture and data in, the best epoch's Keras model out."""

from __future__ import annotations

from functools import partial
import math
from pathlib import Path
import time

from fer_ros.training.architectures import Architecture
from fer_ros.training.batches import batch_count, batches
from fer_ros.training.checkpoint import load_checkpoint, save_checkpoint
from fer_ros.training.data import DataSet
from fer_ros.training.evaluate.measure import as_crops, classify_all
from fer_ros.training.evaluate.models import open_model
from fer_ros.training.faces import predict
from fer_ros.training.learner import Learner
from fer_ros.training.mean import (mean_of_ends, measure_normalization, save_end,
                                   STAGE as MEAN)
from fer_ros.training.plan import check_same, training_plan
from fer_ros.training.progress import Epoch, Progress
from fer_ros.training.stage import Stage
from fer_ros.values.errors import FerRosError
import numpy as np

SEED = 2022
SAVED_EVERY = 60.0  # seconds between checkpoints inside an epoch
MODEL_FILE = 'model.keras'


class Training:
    """A run through the stages of an architecture, with its checkpoint in a folder."""

    def __init__(self, architecture: Architecture, data: DataSet, out: Path, *, seed: int = SEED,
                 policy: str = 'float32', weights: list[np.ndarray] | None = None,
                 origin: str = 'random') -> None:
        """
        Prepare a run that starts at the beginning.

        :param policy: Keras's dtype policy in the stages that may use mixed precision
        :param weights: that the model starts from; None for random ones
        :param origin: where these come from, for the record
        """
        import keras

        self.architecture, self.out, self.seed = architecture, out, seed
        mixed = any(stage.mixed_precision for stage in architecture.stages)
        self.policy = policy if mixed else 'float32'
        self._training = data.split('Training').only_faces()
        self._public = data.split('PublicTest')
        self._has_votes = self._training.votes is not None
        self.progress = Progress()
        self.plan = training_plan(
            architecture, data, faces=len(self._training), votes=self._has_votes, seed=seed,
            policy=self.policy, origin=origin)
        keras.utils.set_random_seed(seed)
        self.model = architecture.build()
        if weights is not None:
            self.model.set_weights(weights)
        # A wrong name is better met now than after the stages before.
        self._taught_by = open_model(architecture.teacher) if architecture.teacher else None
        self._teacher: np.ndarray | None = None
        self._learner_state: list[np.ndarray] = []

    def resume(self) -> bool:
        """
        Go back to the state of the checkpoint in the folder; return whether there is one.

        :raises FerRosError: if it belongs to a training with another plan
        """
        loaded = load_checkpoint(self.out)
        if loaded is None:
            return False
        variables, state = loaded
        check_same(self.plan, state['plan'], self.out)
        self.progress = Progress.from_dict(state['progress'])
        count = len(self.model.weights)
        self.model.set_weights(variables[:count])
        self._learner_state = variables[count:]
        if state['taught']:
            self._teacher = self._learner_state.pop(0)
        return True

    def run(self) -> None:
        """Run what is left of the stages; the best epoch's model is then in `model.keras`."""
        while self.progress.stage < len(self.architecture.stages):
            stage = self.architecture.stages[self.progress.stage]
            self._run_stage(stage)
            if stage.name in self.architecture.mean_of:
                save_end(self.out, stage.name, self.model.get_weights())
            self.progress.end_stage()
            self._teacher = None
            self._save()
        if self.architecture.mean_of and self.progress.history[-1].stage != MEAN:
            self._take_mean()
            self._save()

    def _take_mean(self) -> None:
        start = time.monotonic()
        self.model.set_weights(mean_of_ends(self.out, self.architecture.mean_of))
        measure_normalization(self.model, self._training.faces, self.architecture.input,
                              self.seed)
        self._note(Epoch(MEAN, 1, None, None, self._public_accuracy(),
                         round(time.monotonic() - start, 1)), 1)

    def _run_stage(self, stage: Stage) -> None:
        import keras

        progress = self.progress
        if not stage.classes and not self._has_votes:
            raise FerRosError(f"the stage '{stage.name}' of {self.architecture.name} learns from "
                              'the FERPlus votes, but the data has none; give them with --votes, '
                              'or trained weights with --weights')
        if stage.taught and self._teacher is None and not stage.consistent:
            self._teacher = self._answers()
        keras.utils.set_random_seed(self.seed + progress.stage)
        learner = Learner(
            self.architecture.build, stage, stage.epochs * batch_count(self._training, stage),
            votes=self._has_votes, policy=self.policy if stage.mixed_precision else 'float32',
            weights=self.model.get_weights())
        if self._learner_state:
            learner.restore(self._learner_state)
            self._learner_state = []
        while progress.epoch < stage.epochs and not progress.is_stuck(stage.patience):
            self._run_epoch(stage, learner)
            self._save(learner)

    def _run_epoch(self, stage: Stage, learner: Learner) -> None:
        from tqdm import tqdm

        progress = self.progress
        steps, done = batch_count(self._training, stage), progress.seconds
        start = saved = time.monotonic()
        with tqdm(total=steps, initial=progress.batch, leave=False, disable=None,
                  desc=f'{stage.name} {progress.epoch + 1}/{stage.epochs}') as bar:
            for batch in batches(self._training, stage, self.architecture.input,
                                 (self.seed, progress.stage, progress.epoch),
                                 first=progress.batch,
                                 teacher=self._consistent_answers if stage.consistent
                                 else self._teacher):
                loss, accuracy = learner.step(batch)
                if not math.isfinite(loss):
                    raise FerRosError(f'the loss became {loss} in epoch {progress.epoch + 1} of '
                                      f"the stage '{stage.name}'")
                progress.batch += 1
                progress.loss_sum += loss
                progress.accuracy_sum += accuracy
                progress.seconds = done + time.monotonic() - start
                bar.update()
                if time.monotonic() - saved > SAVED_EVERY and progress.batch < steps:
                    self._save(learner)
                    saved = time.monotonic()
        self.model.set_weights(learner.weights())
        self._note(Epoch(
            stage.name, progress.epoch + 1, round(progress.loss_sum / steps, 4),
            round(progress.accuracy_sum / steps, 4) if stage.classes else None,
            self._public_accuracy() if stage.classes else None,
            round(done + time.monotonic() - start, 1)), stage.epochs)

    def _note(self, epoch: Epoch, epochs: int) -> None:
        """Note an epoch, and keep its model if it is the best."""
        from tqdm import tqdm

        best = self.progress.best
        self.progress.end_epoch(epoch)
        if self.progress.best is not best:
            part = self.out / f'part-{MODEL_FILE}'
            self.model.save(part)
            part.replace(self.out / MODEL_FILE)
        tqdm.write(epoch.line(epochs))

    def _answers(self) -> np.ndarray:
        """Return what the teacher says of the training faces and their mirror images, averaged."""
        faces = self._training.faces
        answers = (partial(classify_all, self._taught_by) if self._taught_by else
                   partial(predict, self.model, spec=self.architecture.input))
        return np.array([answers(faces=views) for views in (faces, faces[:, :, ::-1])],
                        np.float32).mean(axis=0)

    def _consistent_answers(self, faces: np.ndarray) -> np.ndarray:
        assert self._taught_by is not None
        return self._taught_by.classify(as_crops(faces))

    def _public_accuracy(self) -> float:
        scores = predict(self.model, self._public.faces, self.architecture.input)
        return round(float((scores.argmax(axis=1) == self._public.classes).mean()), 4)

    def _save(self, learner: Learner | None = None) -> None:
        taught = [] if self._teacher is None else [self._teacher]
        variables = self.model.get_weights() + taught + (learner.state() if learner else [])
        save_checkpoint(self.out, variables, {'plan': self.plan, 'taught': bool(taught),
                                              'progress': self.progress.to_dict()})
