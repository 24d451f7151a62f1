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
from itertools import product
from pathlib import Path

from fer_ros.cli.argument_types import fold, whole_number
from fer_ros.cli.data_options import (
    add_data_option, add_out_option, add_votes_option, data_from, data_words)
from fer_ros.cli.output_folder import writing_to
from fer_ros.system import install_line

# fer_ros.training.stage.LABEL_TREATMENTS, whose import takes OpenCV
_LABEL_TREATMENTS = ('given', 'votes', 'supported')


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'train', help='train an emotion model and export it to ONNX',
        description='Train on the split Training without the copies of test faces, measure on '
                    'PublicTest once at the end, and write to DIR: MODEL.onnx with its manifest '
                    'MODEL.json, the Keras model model.keras with model.json, run.json, '
                    'history.csv and curves.png. Several networks are trained side by side, on '
                    'the same batches, each into a folder of its own in DIR. '
                    f"Needs: {install_line('train')}",
        epilog='Example: fer_ros train cnn --data fer2013.csv --out runs/cnn')
    parser.add_argument('model', nargs='+',
                        help='the architecture: cnn, mobilenet_v2, resnet8, resnet14, '
                             'resnet14_wide, face_resnet28, se_resnet14, se_resnet14_small, '
                             'se_resnet14_large, or one of the large ones that teach: '
                             'resnet16_wide, se_resnet16_wide, vgg11')
    add_data_option(parser)
    add_votes_option(parser)
    add_out_option(parser)
    parser.add_argument('--epochs', type=whole_number(1), metavar='N',
                        help='passes over the data in the last stage (default: what the '
                             'architecture says)')
    parser.add_argument('--batch-size', type=whole_number(1), metavar='N',
                        help="faces in a step (default: the architecture's)")
    parser.add_argument('--patience', type=whole_number(1), metavar='N',
                        help='end a stage after N epochs that are no better on the validation '
                             'fold (default: never)')
    parser.add_argument('--labels', choices=_LABEL_TREATMENTS, nargs='+', metavar='HOW',
                        help='how the votes of FERPlus change the labels to learn: not at all '
                             '(given), by the mean of both (votes), or by leaving out labels that '
                             'nobody voted for (supported); several train each network in each '
                             'way (default: what the architecture says)')
    parser.add_argument('--seed', type=int, nargs='+', metavar='S',
                        help='seed of all that is random; several train each network so often '
                             '(default: the one of the shipped models)')
    parser.add_argument('--keep-copies', action='store_true',
                        help='train on copies of test faces, too, for a comparison')
    parser.add_argument('--validation', type=fold, metavar='K/N',
                        help='leave out fold K of N (from 1) of Training, and measure each epoch '
                             'on it; copies are in the same fold')
    parser.add_argument('--cross-fit', action='store_true',
                        help='each of the networks leaves out the labels of a fold of its own, '
                             'so that they can teach faces whose labels they do not know')
    parser.add_argument('--resume', action='store_true',
                        help='go on with the interrupted training in DIR')
    parser.add_argument('--size', type=whole_number(1), metavar='N',
                        help='mobilenet_v2: side of the picture in pixels (default 224)')
    parser.add_argument('--width', type=float, metavar='X',
                        help='mobilenet_v2: multiplier of the channels (default 1.0)')
    parser.add_argument('--weights', metavar='W',
                        help="start from a Keras model's file, from 'imagenet' (mobilenet_v2), or "
                             "from 'face_recognition' (face_resnet28); stages that learn the "
                             'votes alone are then left out')
    parser.add_argument('--teacher', nargs='+', default=[], metavar='MODEL',
                        help='models whose answers are learned in stages with distillation: '
                             'model.keras files of earlier trainings, which run on the same '
                             'device, or names that `fer_ros models` lists (default: what the '
                             'architecture says)')
    parser.add_argument('--precision', default='auto',
                        choices=('auto', 'float32', 'mixed_bfloat16'),
                        help='of stages that may compute in bfloat16 (default: auto, where the '
                             'device does)')
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Train, measure, export."""
    from fer_ros.training.requirements import import_keras, REPORTS, require

    keras = import_keras()
    # Packages that are only needed at the end are checked now.
    require('train', *REPORTS, *(
        ('onnxruntime', 'tf2onnx') if keras.backend.backend() == 'tensorflow' else ()))
    from fer_ros.training.data.selection import select_training
    from fer_ros.training.members import Folds
    from fer_ros.training.precision import mixed_policy
    from fer_ros.training.pretrained import starting_weights
    from fer_ros.training.run import finish, open_training

    members = _members(args)
    data = data_from(args)
    print(data.report())
    selection = select_training(data, keep_copies=args.keep_copies)
    print(selection.report())
    weights = (starting_weights(members[0].architecture, args.weights, selection.faces.faces)
               if args.weights else None)
    with writing_to(args.out):
        args.out.mkdir(parents=True, exist_ok=True)
    number, count = args.validation or (0, 10)
    training = open_training(
        members, data, args.out, resume=args.resume, policy=mixed_policy(args.precision),
        weights=weights, origin=args.weights or 'random', teachers=args.teacher,
        selection=selection,
        folds=Folds(count, number - 1, len(members) if args.cross_fit else 0))
    training.run()
    for member, metrics in zip(members, finish(training, data, _command(args)), strict=True):
        print(f"{args.out}: {member.name} {metrics['accuracy']:.2%} on PublicTest, macro F1 "
              f"{metrics['macro_f1']:.4f}")
    return 0


def _members(args: argparse.Namespace) -> list:
    """Return the networks that are trained together."""
    from fer_ros.training.members import Member
    from fer_ros.training.train import SEED

    seeds, members = args.seed or [SEED], []
    for model, labels in product(args.model, args.labels or ['']):
        architecture = _architecture(args, model, labels)
        for seed in seeds:
            name = '_'.join([model, *([labels] if len(args.labels or ()) > 1 else ()),
                             *([str(seed)] if len(seeds) > 1 else ())])
            members.append((name, architecture, seed))
    return [Member(name, architecture, seed, number if args.cross_fit else -1)
            for number, (name, architecture, seed) in enumerate(members)]


def _architecture(args: argparse.Namespace, model: str, labels: str):
    """Return an architecture with the changes from the options."""
    from fer_ros.training.architectures import ARCHITECTURES
    from fer_ros.values.errors import SettingError

    shape = {name: value for name in ('size', 'width')
             if (value := getattr(args, name)) is not None}
    try:
        architecture = ARCHITECTURES.create(model, **shape)
    except TypeError as error:
        raise SettingError(f"the architecture '{model}' takes no "
                           f"{' or '.join('--' + name for name in shape)}") from error
    changes = {name: value for name in ('batch_size', 'patience')
               if (value := getattr(args, name)) is not None}
    if labels:
        changes['labels'] = labels
    stages = [replace(stage, **changes) for stage in architecture.stages
              if stage.classes or not args.weights]
    if args.epochs:
        stages[-1] = replace(stages[-1], epochs=args.epochs)
    return replace(architecture, stages=tuple(stages))


def _command(args: argparse.Namespace) -> str:
    """Return the command that trains the model again; of paths it has only the file names."""
    words = ['fer_ros', 'train', *args.model, *data_words(args)]
    for name in ('keep_copies', 'cross_fit'):
        if getattr(args, name):
            words += ['--' + name.replace('_', '-')]
    if args.validation:
        words += ['--validation', '{}/{}'.format(*args.validation)]
    for name in ('votes', 'epochs', 'batch_size', 'patience', 'labels', 'seed', 'size', 'width',
                 'weights', 'teacher'):
        value = getattr(args, name)
        if value is None or value == []:
            continue
        words += ['--' + name.replace('_', '-')]
        if name in ('votes', 'weights'):
            words += [Path(value).name]
        elif name == 'teacher':
            # The folder identifies a file `model.keras`.
            words += ['/'.join(Path(teacher).parts[-2:]) for teacher in value]
        else:
            words += map(str, value if isinstance(value, list) else [value])
    return ' '.join(words)
