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

"""A stage of a training: its targets, its optimizer and its augmentation."""

from __future__ import annotations

from dataclasses import dataclass, field

from fer_ros.training.augment import Augmentation

LABEL_TREATMENTS = ('given', 'votes', 'supported')


@dataclass(frozen=True)
class Stage:
    """
    Several epochs with one optimizer.

    Learning rate and weight decay have Keras's meaning: `weight_decay` is decoupled, and a step
    shrinks the kernels by the fraction `learning_rate * weight_decay`.
    """

    name: str
    epochs: int
    batch_size: int = 64
    optimizer: str = 'adam'
    """`adam`, or `sgd` with Nesterov momentum 0.9."""
    learning_rate: float = 1e-3
    cosine: bool = False
    """Whether the learning rate rises over the first 5 % of the steps, then falls as a cosine."""
    weight_decay: float = 0.0
    classes: bool = True
    """Whether the labels are learned."""
    labels: str = 'given'
    """
    How FERPlus votes change the label targets: `given` takes the label of the data set; `votes`
    takes the mean of the label and of the votes for the seven emotions; `supported` takes the
    label, but leaves out the labels for which nobody voted.
    """
    votes_weight: float = 0.0
    """Weight of the loss on the FERPlus votes (ten classes) beside that on the labels."""
    distillation_weight: float = 0.0
    """
    Share of the teachers' mean answer in the label targets; the rest is the label. Some labels are
    wrong, and the answers reveal them. (Distillation, Hinton et al. 2015, arXiv:1503.02531. If no
    teacher is named, the model at the start of the stage is the teacher, as in born-again
    networks, Furlanello et al. 2018, arXiv:1805.04770.)
    """
    consistent: bool = False
    """
    Whether the teachers get the same augmented and mixed faces as the student. The teachers have
    memorised the original faces, and memorised answers teach less. (Beyer et al. 2022,
    arXiv:2106.05237.) Needs named teachers.
    """
    unseen_weight: float = 0.0
    """
    Share of the teachers' answer that comes only from the teachers that did not learn the face's
    label (`fer_ros train --cross-fit`); these cannot have memorised it.
    """
    clip_norm: float = 0.0
    """Largest norm of the whole gradient of a step; 0 for no limit."""
    label_smoothing: float = 0.0
    mixup: float = 0.0
    """Alpha of mixup (Zhang et al. 2018, arXiv:1710.09412); 0 for no mixup."""
    ema_momentum: float = 0.0
    """Momentum of the exponential moving average (EMA) of the weights; 0 for none."""
    freeze_base: bool = False
    mixed_precision: bool = False
    """Whether the stage uses bfloat16 if the device supports it."""
    patience: int = 0
    """Number of epochs without a better accuracy on the validation fold after which the stage
    ends; 0 for no early end."""
    augmentation: Augmentation = field(default_factory=Augmentation)
