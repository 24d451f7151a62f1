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

"""A stage of a training: what is learned, from what, and how."""

from __future__ import annotations

from dataclasses import dataclass, field

from fer_ros.training.augment import Augmentation

LABEL_TREATMENTS = ('given', 'votes', 'supported')


@dataclass(frozen=True)
class Stage:
    """
    Some epochs with one optimizer.

    Rates and decays are Keras's: `weight_decay` is decoupled, a step shrinks the kernels by
    `learning_rate * weight_decay`.
    """

    name: str
    epochs: int
    batch_size: int = 64
    optimizer: str = 'adam'
    """`adam`, or `sgd` with Nesterov momentum 0.9."""
    learning_rate: float = 1e-3
    cosine: bool = False
    """Whether the rate warms up over the first 5 % of the steps and falls to 0 as a cosine."""
    weight_decay: float = 0.0
    classes: bool = True
    """Whether the labels are learned."""
    labels: str = 'given'
    """
    How labels are treated that the voters of FERPlus contradict: `given` takes the data set's
    label; `votes` the mean of the label and of the votes for the seven emotions; `supported` the
    label, but not that of faces for which nobody voted for it.
    """
    votes_weight: float = 0.0
    """Weight of the loss on the FERPlus votes (ten classes) beside that on the labels."""
    distillation_weight: float = 0.0
    """
    Share of the labels' targets that is not the label but the teachers' mean answer: labels err,
    and the answers tell which. (Distillation, Hinton et al. 2015, arXiv:1503.02531; where no
    teacher is named, the model as it was at the stage's start teaches itself, as born-again
    networks do, Furlanello et al. 2018, arXiv:1805.04770.)
    """
    consistent: bool = False
    """
    Whether the teachers see the face as the pupil does, augmented and mixed: what they know by
    heart of the face as it is teaches less. (Beyer et al. 2022, arXiv:2106.05237.) Needs named
    teachers.
    """
    unseen_weight: float = 0.0
    """
    Share of the teachers' answer that comes from those alone that did not learn the face's label
    (`fer_ros train --cross-fit`): they know nothing by heart.
    """
    clip_norm: float = 0.0
    """Largest norm of a step's whole gradient; 0 for no limit."""
    label_smoothing: float = 0.0
    mixup: float = 0.0
    """Alpha of mixup (Zhang et al. 2018, arXiv:1710.09412); 0 mixes nothing."""
    ema_momentum: float = 0.0
    """Momentum of the exponential moving average of the weights that is kept; 0 for none."""
    freeze_base: bool = False
    mixed_precision: bool = False
    """Whether bfloat16 is used where the processor computes with it."""
    patience: int = 0
    """Epochs without a better accuracy on the validation fold after which the stage ends; 0 for
    never."""
    augmentation: Augmentation = field(default_factory=Augmentation)
