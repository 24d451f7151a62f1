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

"""A Keras model under training in one stage."""

from __future__ import annotations

from collections.abc import Callable

from fer_ros.training.batches import Batch
from fer_ros.training.precision import has_gpu
from fer_ros.training.stage import Stage
import numpy as np

VOTES = 10  # classes of the FERPlus votes
WARM_UP = 0.05


class Learner:
    """The model, its heads and its optimizer, as a stage wants them."""

    def __init__(self, build: Callable, stage: Stage, steps: int, *, votes: bool, policy: str,
                 weights: list[np.ndarray] | None) -> None:
        """
        Build and compile.

        :param steps: of the whole stage, for the learning rate
        :param votes: whether the data has FERPlus votes
        :param policy: Keras's dtype policy
        :param weights: of the model that `build` returns; None leaves them random
        """
        import keras

        before = keras.config.dtype_policy()
        keras.config.set_dtype_policy(policy)
        try:
            self._model = build()
            outputs, losses = {}, {}
            if stage.classes:
                outputs['probabilities'] = self._model.outputs[0]
                losses['probabilities'] = keras.losses.CategoricalCrossentropy(
                    label_smoothing=stage.label_smoothing)
            if stage.votes and votes:
                head = keras.layers.Dense(VOTES, activation='softmax', dtype='float32',
                                          name='votes')
                outputs['votes'] = head(self._model.get_layer('features').output)
                losses['votes'] = keras.losses.CategoricalCrossentropy()
            self._whole = keras.Model(self._model.inputs[0], outputs)
        finally:
            keras.config.set_dtype_policy(before)
        if weights is not None:
            self._model.set_weights(weights)
        if stage.freeze_base:
            self._model.get_layer('base').trainable = False
        self._optimizer = _optimizer(keras, stage, steps)
        self._optimizer.build(self._whole.trainable_variables)
        self._averages = stage.average > 0
        self._whole.compile(
            self._optimizer, losses,
            loss_weights={name: stage.votes if name == 'votes' else 1.0 for name in losses},
            metrics={'probabilities': ['accuracy']} if stage.classes else None,
            # On a CPU, mobilenet_v2 took 1.2 times as long through XLA.
            jit_compile='auto' if has_gpu() else False)

    def step(self, batch: Batch) -> tuple[float, float]:
        """Learn from a batch; return the loss and the accuracy on its labels (NaN without)."""
        self._whole.reset_metrics()
        values = self._whole.train_on_batch(*batch, return_dict=True)
        accuracy = values.get('accuracy', values.get('probabilities_accuracy', np.nan))
        return float(values['loss']), float(accuracy)

    def weights(self) -> list[np.ndarray]:
        """Return the weights of the model that `build` returns, averaged where the stage says."""
        if not self._averages:
            return self._model.get_weights()
        trained = self._whole.trainable_variables
        before = _values(trained)
        self._optimizer.finalize_variable_values(trained)
        averaged = self._model.get_weights()
        for variable, value in zip(trained, before, strict=True):
            variable.assign(value)
        return averaged

    def state(self) -> list[np.ndarray]:
        """Return all that the next steps depend on, dropout's random state among it."""
        return _values(self._variables())

    def restore(self, state: list[np.ndarray]) -> None:
        """Take over what `state` returned."""
        for variable, value in zip(self._variables(), state, strict=True):
            variable.assign(value)

    def _variables(self) -> list:
        return [*self._whole.variables, *self._optimizer.variables]


def _values(variables: list) -> list[np.ndarray]:
    from keras import ops

    # Copies: a backend may hand out its own memory.
    return [np.array(ops.convert_to_numpy(variable)) for variable in variables]


def _optimizer(keras, stage: Stage, steps: int):
    rate = stage.learning_rate
    if stage.cosine:
        warm_up = max(1, round(WARM_UP * steps))
        rate = keras.optimizers.schedules.CosineDecay(
            0.0, max(1, steps - warm_up), warmup_target=rate, warmup_steps=warm_up)
    common = {'weight_decay': stage.weight_decay or None, 'use_ema': stage.average > 0,
              'ema_momentum': stage.average or 0.99, 'global_clipnorm': stage.clip or None}
    optimizer = (keras.optimizers.SGD(rate, momentum=0.9, nesterov=True, **common)
                 if stage.optimizer == 'sgd' else keras.optimizers.Adam(rate, **common))
    if stage.weight_decay:
        optimizer.exclude_from_weight_decay(var_names=['bias', 'gamma', 'beta'])
    return optimizer
