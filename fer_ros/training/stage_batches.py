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

"""The batches of a stage, with the targets of each network that learns from them."""

from __future__ import annotations

from collections.abc import Sequence

from fer_ros.training.batches import Batches
from fer_ros.training.data import Split
from fer_ros.training.learner import output_name
from fer_ros.training.members import Member
from fer_ros.training.stage import Stage
from fer_ros.training.targets import label_targets, teacher_weights, vote_shares
from fer_ros.training.teachers import Teachers
import numpy as np


def answers_to(teachers: Teachers, faces: np.ndarray) -> np.ndarray:
    """Return the teachers' mean answers (count, n, 7) to faces and their mirror images."""
    return np.stack([teachers.answers(faces), teachers.answers(faces[:, :, ::-1])]).mean(
        axis=0, dtype=np.float32)


def stage_batches(split: Split, lessons: Sequence[tuple[Member, Stage]],
                  folds: np.ndarray | None, teachers: Teachers | None,
                  answers: np.ndarray | None = None) -> Batches:
    """
    Return the batches of a stage.

    :param lessons: each network with its version of the stage
    :param folds: (n,) the fold of each face; None if the networks learn all labels
    :param teachers: of the stages with distillation
    :param answers: what `answers_to` returned; None if the teachers answer to each batch
    """
    targets, distilled = {}, {}
    for number, (member, stage) in enumerate(lessons):
        learned = None if folds is None else folds != member.left_out
        if stage.votes_weight and split.votes is not None:
            shares = vote_shares(split.votes)
            targets[output_name('votes', number)] = (
                shares if learned is None else shares * learned[:, None])
        if not stage.classes:
            continue
        name, part = output_name('probabilities', number), stage.distillation_weight
        targets[name] = label_targets(split, stage, learned)
        if part and teachers is not None:
            weights = teacher_weights(teachers.left_out, folds, teachers.count, len(split),
                                      stage.unseen_weight)
            if answers is None:
                distilled[name] = part, weights
            else:
                answer = np.einsum('nk,knc->nc', weights, answers)
                targets[name] = (1 - part) * targets[name] + part * answer
    first, stage = lessons[0]
    return Batches(split, stage, first.architecture.input, targets,
                   teachers=teachers if answers is None else None, distilled=distilled)
