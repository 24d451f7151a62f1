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

"""`fer_ros train`: train, measure and export an emotion model."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from fer_ros.cli.argument_types import whole_number
from fer_ros.cli.data_options import (
    add_data_option, add_out_option, add_votes_option, data_from)
from fer_ros.cli.output_folder import writing_to
from fer_ros.system import install_line


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'train', help='train an emotion model and export it to ONNX',
        description='Train on the split Training, keep the epoch that is best on PublicTest, and '
                    'write to DIR: MODEL.onnx with its manifest MODEL.json, the Keras model '
                    'model.keras with model.json, run.json, history.csv and curves.png. '
                    f"Needs: {install_line('train')}",
        epilog='Example: fer_ros train cnn --data fer2013.csv --out runs/cnn')
    parser.add_argument('model', help='the architecture: cnn, mobilenet_v2 or resnet14')
    add_data_option(parser)
    add_votes_option(parser)
    add_out_option(parser)
    parser.add_argument('--epochs', type=whole_number(1), metavar='N',
                        help='passes over the data in the last stage (default: what the '
                             'architecture says)')
    parser.add_argument('--batch-size', type=whole_number(1), metavar='N',
                        help="faces in a step (default: the architecture's)")
    parser.add_argument('--patience', type=whole_number(1), metavar='N',
                        help='end a stage after N epochs that are no better on PublicTest '
                             '(default: never)')
    parser.add_argument('--seed', type=int, metavar='S', help='seed of all that is random '
                        '(default: the one of the shipped models)')
    parser.add_argument('--resume', action='store_true',
                        help='go on with the interrupted training in DIR')
    parser.add_argument('--size', type=whole_number(1), metavar='N',
                        help='mobilenet_v2: side of the picture in pixels (default 224)')
    parser.add_argument('--width', type=float, metavar='X',
                        help='mobilenet_v2: multiplier of the channels (default 1.0)')
    parser.add_argument('--weights', metavar='W',
                        help="start from a Keras model's file, or from 'imagenet'; stages that "
                             'learn the votes alone are then left out')
    parser.add_argument('--teacher', metavar='MODEL',
                        help='model whose answers the stages learn that are taught: a name that '
                             '`fer_ros models` lists, or a file (default: what the architecture '
                             'says)')
    parser.add_argument('--precision', default='auto',
                        choices=('auto', 'float32', 'mixed_bfloat16'),
                        help='of stages that may compute in bfloat16 (default: auto, where the '
                             'device does)')
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Train, measure, export."""
    from fer_ros.training.requirements import import_keras, REPORTS, require

    keras = import_keras()
    # What is needed at the end is better missed now.
    require('train', *REPORTS, *(
        ('onnxruntime', 'tf2onnx') if keras.backend.backend() == 'tensorflow' else ()))
    from fer_ros.training.precision import mixed_policy
    from fer_ros.training.pretrained import starting_weights
    from fer_ros.training.run import finish, open_training
    from fer_ros.training.train import SEED

    architecture = _architecture(args)
    data = data_from(args)
    print(data.report())
    weights = starting_weights(architecture, args.weights) if args.weights else None
    with writing_to(args.out):
        args.out.mkdir(parents=True, exist_ok=True)
    training = open_training(
        architecture, data, args.out, resume=args.resume,
        seed=SEED if args.seed is None else args.seed, policy=mixed_policy(args.precision),
        weights=weights, origin=args.weights or 'random')
    training.run()
    metrics = finish(training, data, _command(args))
    best = training.progress.best
    assert best is not None
    print(f"{args.out}: {metrics['accuracy']:.2%} on PublicTest, macro F1 "
          f"{metrics['macro_f1']:.4f} (stage {best.stage}, epoch {best.epoch})")
    return 0


def _architecture(args: argparse.Namespace):
    """Return the architecture with what the options change of it."""
    from fer_ros.training.architectures import ARCHITECTURES
    from fer_ros.values.errors import SettingError

    shape = {name: value for name in ('size', 'width')
             if (value := getattr(args, name)) is not None}
    try:
        architecture = ARCHITECTURES.create(args.model, **shape)
    except TypeError as error:
        raise SettingError(f"the architecture '{args.model}' takes no "
                           f"{' or '.join('--' + name for name in shape)}") from error
    changes = {name: value for name in ('batch_size', 'patience')
               if (value := getattr(args, name)) is not None}
    stages = [replace(stage, **changes) for stage in architecture.stages
              if stage.classes or not args.weights]
    if args.epochs:
        stages[-1] = replace(stages[-1], epochs=args.epochs)
    return replace(architecture, stages=tuple(stages),
                   teacher=args.teacher or architecture.teacher)


def _command(args: argparse.Namespace) -> str:
    """Return the line that makes the model again, with the files' names alone."""
    words = ['fer_ros', 'train', args.model, '--data', args.data.name]
    if args.split_by_hash:
        words += ['--split-by-hash', f'{args.split_by_hash:g}']
    if args.partial:
        words += ['--partial']
    for name in ('votes', 'epochs', 'batch_size', 'patience', 'seed', 'size', 'width', 'weights',
                 'teacher'):
        value = getattr(args, name)
        if value is not None:
            words += ['--' + name.replace('_', '-'),
                      Path(value).name if name in ('votes', 'weights', 'teacher') else f'{value}']
    return ' '.join(words)
