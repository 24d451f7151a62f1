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

"""Keras models that learn side by side from the same batches in one stage."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fer_ros.training.batches import Batches
from fer_ros.training.precision import dtype_policy, has_gpu
from fer_ros.training.stage import Stage
from fer_ros.values.errors import FerRosError
import numpy as np

VOTES = 10  # classes of the FERPlus votes
WARM_UP = 0.05


def output_name(kind: str, member: int) -> str:
    """Return the name of a member's output, `probabilities` or `votes`."""
    return f'{kind}_{member}'


def learner_class(stages: Sequence[Stage]) -> type:
    """
    Return the class that trains the stages; if Keras runs on PyTorch, `TorchLearner` if possible.

    :param stages: the stage of each network
    :raises FerRosError: if Keras would have to train several networks on PyTorch
    """
    import keras

    if keras.backend.backend() != 'torch':
        return Learner
    if all(stage.optimizer == 'sgd' and not stage.freeze_base for stage in stages):
        from fer_ros.training.torch_learner import TorchLearner

        return TorchLearner
    if len(stages) > 1:
        # On PyTorch, Keras 3.15 finds variables by path, and those of several networks share one.
        raise FerRosError('on PyTorch, several networks can only be trained side by side by sgd, '
                          f"not in the stage '{stages[0].name}'")
    return Learner


class Learner:
    """The models, heads and optimizer of a stage, trained by Keras."""

    def __init__(self, builds: Sequence[Callable], stages: Sequence[Stage], steps: int, *,
                 votes: bool, policy: str, weights: Sequence[list[np.ndarray]]) -> None:
        """
        Build and compile the models.

        :param builds: for each member, the function that builds its model
        :param stages: the stage of each member; `shared_settings` says what must be equal
        :param steps: number of steps in the whole stage, for the learning rate
        :param votes: whether the data has FERPlus votes
        :param policy: Keras's dtype policy
        :param weights: the weights of each member's model
        """
        import keras

        stage = stages[0]
        with dtype_policy(policy):
            self._models = [build() for build in builds]
            face = keras.layers.Input(self._models[0].input_shape[1:], name='faces')
            outputs: dict = {}
            for member, (model, own) in enumerate(zip(self._models, stages, strict=True)):
                heads = {}
                if own.classes:
                    heads[output_name('probabilities', member)] = model.outputs[0]
                if own.votes_weight and votes:
                    head = keras.layers.Dense(VOTES, activation='softmax', dtype='float32',
                                              name='votes')
                    heads[output_name('votes', member)] = head(
                        model.get_layer('features').output)
                outputs |= keras.Model(model.inputs[0], heads, name=f'member_{member}')(face)
            self._whole = keras.Model(face, outputs)
        for model, values in zip(self._models, weights, strict=True):
            model.set_weights(values)
            if stage.freeze_base:
                model.get_layer('base').trainable = False
        self._members = len(builds)
        self._optimizer = _optimizer(keras, stage, steps, len(builds))
        self._optimizer.build(self._whole.trainable_variables)
        self._averages = stage.ema_momentum > 0
        kinds = {name: name.partition('_')[0] for name in outputs}
        self._whole.compile(
            self._optimizer, {name: keras.losses.CategoricalCrossentropy() for name in outputs},
            loss_weights={name: stages[int(name.rpartition('_')[2])].votes_weight
                          if kind == 'votes' else 1.0 for name, kind in kinds.items()},
            metrics={name: [label_accuracy] for name, kind in kinds.items()
                     if kind == 'probabilities'},
            # On a CPU, mobilenet_v2 took 1.2 times as long with XLA.
            jit_compile='auto' if has_gpu() or keras.backend.backend() == 'jax' else False)

    def learn(self, batches: Batches, seed: tuple[int, ...], first: int,
              last: int) -> tuple[float, list[float]]:
        """
        Learn from the batches `first` to `last` - 1 of the epoch `seed`.

        :return: the mean loss of a member, and the accuracy of each member on the labels (NaN
            for one that does not learn labels)
        """
        history = self._whole.fit(batches.dataset(seed, first, last), epochs=1, verbose=0,
                                  shuffle=False).history
        values = {name: series[-1] for name, series in history.items()}
        names = [output_name('probabilities', member) + '_label_accuracy'
                 for member in range(self._members)]
        # If there is only one output, Keras leaves out its name.
        accuracies = [float(values.get(name, values.get('label_accuracy', np.nan)))
                      for name in names]
        return float(values['loss']) / self._members, accuracies

    def weights(self) -> list[list[np.ndarray]]:
        """Return the weights of each member's model; with EMA, the averaged ones."""
        if not self._averages:
            return [model.get_weights() for model in self._models]
        trained = self._whole.trainable_variables
        before = _values(trained)
        self._optimizer.write_average(trained)
        averaged = [model.get_weights() for model in self._models]
        for variable, value in zip(trained, before, strict=True):
            variable.assign(value)
        return averaged

    def state(self) -> list[np.ndarray]:
        """Return everything that the next steps depend on, including dropout's random state."""
        return _values(self._variables())

    def restore(self, state: list[np.ndarray]) -> None:
        """Restore what `state` returned."""
        for variable, value in zip(self._variables(), state, strict=True):
            variable.assign(value)

    def _variables(self) -> list:
        return [*self._whole.variables, *self._optimizer.variables]


def label_accuracy(targets, probabilities):
    """Return the accuracy on the faces that have a target."""
    from keras import ops

    some = ops.cast(ops.sum(targets, axis=1) > 0, 'float32')
    right = ops.cast(ops.argmax(targets, axis=1) == ops.argmax(probabilities, axis=1), 'float32')
    return ops.sum(some * right) / ops.maximum(ops.sum(some), 1)


def _values(variables: list) -> list[np.ndarray]:
    from keras import ops

    # Copies, because a backend may return its own memory
    return [np.array(ops.convert_to_numpy(variable)) for variable in variables]


def _optimizer(keras, stage: Stage, steps: int, members: int):
    rate = stage.learning_rate
    if stage.cosine:
        warm_up = max(1, round(WARM_UP * steps))
        rate = keras.optimizers.schedules.CosineDecay(
            0.0, max(1, steps - warm_up), warmup_target=rate, warmup_steps=warm_up)
    common = {'weight_decay': stage.weight_decay or None, 'use_ema': stage.ema_momentum > 0,
              'ema_momentum': stage.ema_momentum or 0.99,
              # The gradients of all members are clipped together, and their squares add up.
              'global_clipnorm': stage.clip_norm * members ** 0.5 or None}
    optimizer = (_averaging(keras.optimizers.SGD)(rate, momentum=0.9, nesterov=True, **common)
                 if stage.optimizer == 'sgd' else
                 _averaging(keras.optimizers.Adam)(rate, **common))
    if stage.weight_decay:
        optimizer.exclude_from_weight_decay(var_names=['bias', 'gamma', 'beta'])
    return optimizer


def _averaging(optimizer: type) -> type:
    """Return a Keras optimizer class that replaces weights by averages only on request."""
    class Averaging(optimizer):
        def finalize_variable_values(self, var_list) -> None:
            """Keep the weights, which Keras would replace at the end of each call of `fit`."""

        def write_average(self, variables) -> None:
            """Replace the values of the variables by their averages."""
            super().finalize_variable_values(variables)

    return Averaging
