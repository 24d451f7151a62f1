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

"""`fer_ros calibrate`: calibrate a model's confidence."""

from __future__ import annotations

import argparse

from fer_ros.cli.argument_types import fold, number
from fer_ros.cli.data_options import add_data_option, add_split_option, data_from
from fer_ros.cli.output_folder import writing_to
from fer_ros.model_store.manifest import TEMPERATURES


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'calibrate', help="fit a model's temperature, so that its confidence is right",
        description="Fit the temperature that a model's logits are divided by (Guo et al. 2017) "
                    'and write it, with the expected calibration error before and after, into '
                    'the manifest beside the model. What the model says is most probable stays.',
        epilog='Example: fer_ros calibrate --model models/mine.onnx --data fer2013.csv')
    parser.add_argument('--model', required=True, metavar='M',
                        help='a name that `fer_ros models` lists, or a model file')
    add_data_option(parser)
    add_split_option(parser)
    parser.add_argument('--validation', type=fold, metavar='K/N',
                        help='fit to the Kth of N folds of Training, which `fer_ros train` has '
                             'left out with the same option; --split is then only measured')
    parser.add_argument('--temperature', type=number(*TEMPERATURES), metavar='T',
                        help='take this temperature instead of fitting one; --split is then only '
                             'measured')
    parser.add_argument('--flip', action=argparse.BooleanOptionalAction, default=None,
                        help='let the model see the mirror image of each face, too, and take the '
                             'mean; or not any more (default: as the manifest says)')
    parser.add_argument('--prior-adjustment', type=number(0.0, 1.0), metavar='X',
                        help='divide the probabilities by the frequency of their class in '
                             'Training to the power X, so that rare classes are found more '
                             'often; 0 does not (default: as the manifest says)')
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Fit, and write the manifest."""
    from dataclasses import replace

    from fer_ros.classifiers.preparation import apply_temperature
    from fer_ros.model_store.manifest import save_manifest
    from fer_ros.model_store.store import find_model
    from fer_ros.training.calibration import (
        calibrate, class_factors, effect, fit_temperature, negative_log_likelihood)
    from fer_ros.training.data.selection import validation_fold
    from fer_ros.training.evaluate.measure import classify_all
    from fer_ros.training.evaluate.metrics import classification_metrics, coverage_curve
    from fer_ros.training.evaluate.models import open_model
    from fer_ros.values.errors import FerRosError

    stored, data = find_model(args.model), data_from(args)
    manifest, split = stored.manifest, data.split(args.split)
    if args.flip is not None:
        manifest = replace(manifest, flip=args.flip)
    if args.prior_adjustment is not None:
        manifest = replace(manifest, class_factors={} if args.prior_adjustment == 0 else (
            class_factors(data.split('Training').classes, args.prior_adjustment)))
    if manifest != stored.manifest:
        with writing_to(stored.path.parent):
            save_manifest(manifest, stored.path.parent)
    classifier = open_model(str(stored.path))
    if len(split) < 2:
        raise FerRosError(f'{args.split} has {len(split)} faces, too few to fit a temperature to')

    def answers(faces):
        # Without the temperature of an earlier calibration
        return apply_temperature(classify_all(classifier, faces).astype(float),
                                 1 / manifest.temperature)

    probabilities = answers(split.faces)
    fitted, name = split, args.split
    if args.temperature is not None:
        name, temperature = 'given', args.temperature
    elif args.validation:
        fitted = validation_fold(data, *args.validation)
        name, own = '{}/{} of Training'.format(*args.validation), answers(fitted.faces)
        temperature = round(fit_temperature(own, fitted.classes), 4)
        found = classification_metrics(own, fitted.classes)
        print(f"{len(fitted)} faces of {name}: accuracy {found['accuracy']:.2%}, macro recall "
              f"{sum(found['recall'].values()) / len(found['recall']):.2%}, negative log "
              f'likelihood {negative_log_likelihood(own, fitted.classes):.4f}')
    else:
        temperature, figures = calibrate(probabilities, split.classes)
    if args.validation or args.temperature is not None:
        figures = {'measured_on': args.split, **effect(temperature, probabilities, split.classes)}
    with writing_to(stored.path.parent):
        path = save_manifest(replace(
            manifest, temperature=temperature, calibration={
                'method': 'temperature scaling (Guo et al. 2017, arXiv:1706.04599)',
                'fitted_on': name, 'faces': len(fitted), **figures}), stored.path.parent)
    print('confidence   faces above it   right of these')
    for row in coverage_curve(apply_temperature(probabilities, temperature), split.classes):
        print(f"  {row['threshold']:.2f}{row['coverage']:14.1%}{row['accuracy']:17.1%}")
    ece = figures['ece']
    halves = ' and '.join(f'{error:.4f}' for error in figures['ece_of_halves'])
    last = (f"{ece['after']:.4f} after on {args.split}, which was not fitted to ({halves} on two "
            'halves)' if 'measured_on' in figures else
            f"{ece['after']:.4f} after on the same faces, {ece['cross_fitted']:.4f} cross-fitted "
            f'by halves ({halves})')
    print(f'{stored.manifest.name}: temperature {temperature:g}; expected calibration error '
          f"{ece['before']:.4f} before, {last}; {path}")
    return 0
