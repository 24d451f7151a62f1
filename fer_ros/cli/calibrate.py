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
    from fer_ros.training.evaluate.measure import classify_all
    from fer_ros.training.evaluate.models import open_model
    from fer_ros.values.errors import FerRosError

    stored, data = find_model(args.model), data_from(args)
    split, folder = data.split(args.split), stored.path.parent
    if len(split) < 2:
        raise FerRosError(f'{args.split} has {len(split)} faces, too few to fit a temperature to')
    manifest = _with_options(stored.manifest, args, data)
    if manifest != stored.manifest:
        with writing_to(folder):
            save_manifest(manifest, folder)
    classifier = open_model(str(stored.path))

    def answers(faces):
        # Without the temperature of an earlier calibration
        return apply_temperature(classify_all(classifier, faces).astype(float),
                                 1 / manifest.temperature)

    probabilities = answers(split.faces)
    temperature, calibration = _fit(args, data, answers, probabilities)
    with writing_to(folder):
        path = save_manifest(replace(
            manifest, temperature=temperature, calibration={
                'method': 'temperature scaling (Guo et al. 2017, arXiv:1706.04599)',
                **calibration}), folder)
    _print_coverage(apply_temperature(probabilities, temperature), split.classes)
    print(f'{manifest.name}: temperature {temperature:g}; {_error_text(args.split, calibration)}; '
          f'{path}')
    return 0


def _with_options(manifest, args: argparse.Namespace, data):
    """Return the manifest with the mirror image and the factors that the options ask for."""
    from dataclasses import replace

    from fer_ros.training.calibration import class_factors

    if args.flip is not None:
        manifest = replace(manifest, flip=args.flip)
    if args.prior_adjustment is not None:
        manifest = replace(manifest, class_factors={} if args.prior_adjustment == 0 else (
            class_factors(data.split('Training').classes, args.prior_adjustment)))
    return manifest


def _fit(args: argparse.Namespace, data, answers, probabilities) -> tuple[float, dict]:
    """
    Return the temperature, and the manifest's entries about it.

    :param answers: takes faces and returns the model's probabilities, as for `probabilities`
    """
    from fer_ros.training.calibration import calibrate, effect, fit_temperature
    from fer_ros.training.data.selection import validation_fold

    split = data.split(args.split)
    if args.temperature is not None:
        temperature, fitted_on, faces = args.temperature, 'given', len(split)
    elif args.validation:
        fold_faces = validation_fold(data, *args.validation)
        fitted_on, faces = '{}/{} of Training'.format(*args.validation), len(fold_faces)
        own = answers(fold_faces.faces)
        temperature = round(fit_temperature(own, fold_faces.classes), 4)
        _print_accuracy(fitted_on, own, fold_faces.classes)
    else:
        temperature, figures = calibrate(probabilities, split.classes)
        return temperature, {'fitted_on': args.split, 'faces': len(split), **figures}
    return temperature, {'fitted_on': fitted_on, 'faces': faces, 'measured_on': args.split,
                         **effect(temperature, probabilities, split.classes)}


def _print_accuracy(name: str, probabilities, classes) -> None:
    from fer_ros.training.calibration import negative_log_likelihood
    from fer_ros.training.evaluate.metrics import classification_metrics

    found = classification_metrics(probabilities, classes)
    print(f"{len(classes)} faces of {name}: accuracy {found['accuracy']:.2%}, macro recall "
          f"{sum(found['recall'].values()) / len(found['recall']):.2%}, negative log likelihood "
          f'{negative_log_likelihood(probabilities, classes):.4f}')


def _print_coverage(probabilities, classes) -> None:
    from fer_ros.training.evaluate.metrics import coverage_curve

    print('confidence   faces above it   right of these')
    for row in coverage_curve(probabilities, classes):
        print(f"  {row['threshold']:.2f}{row['coverage']:14.1%}{row['accuracy']:17.1%}")


def _error_text(split: str, calibration: dict) -> str:
    ece = calibration['ece']
    halves = ' and '.join(f'{error:.4f}' for error in calibration['ece_of_halves'])
    last = (f"{ece['after']:.4f} after on {split}, which was not fitted to ({halves} on two "
            'halves)' if 'measured_on' in calibration else
            f"{ece['after']:.4f} after on the same faces, {ece['cross_fitted']:.4f} cross-fitted "
            f'by halves ({halves})')
    return f"expected calibration error {ece['before']:.4f} before, {last}"
