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

from fer_ros.cli.argument_types import number
from fer_ros.cli.data_options import add_data_option, add_split_option, data_from
from fer_ros.cli.output_folder import writing_to


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
    from fer_ros.training.calibration import calibrate, class_factors
    from fer_ros.training.evaluate.measure import classify_all
    from fer_ros.training.evaluate.metrics import coverage_curve
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
    # Without the temperature of an earlier calibration
    probabilities = apply_temperature(classify_all(classifier, split.faces).astype(float),
                                      1 / manifest.temperature)
    temperature, figures = calibrate(probabilities, split.classes)
    with writing_to(stored.path.parent):
        path = save_manifest(replace(
            manifest, temperature=temperature, calibration={
                'method': 'temperature scaling (Guo et al. 2017, arXiv:1706.04599)',
                'fitted_on': args.split, 'faces': len(split), **figures}), stored.path.parent)
    print('confidence   faces above it   right of these')
    for row in coverage_curve(apply_temperature(probabilities, temperature), split.classes):
        print(f"  {row['threshold']:.2f}{row['coverage']:14.1%}{row['accuracy']:17.1%}")
    ece = figures['ece']
    print(f'{stored.manifest.name}: temperature {temperature:g}; expected calibration error '
          f"{ece['before']:.4f} before, {ece['after']:.4f} after on the same faces, "
          f"{ece['cross_fitted']:.4f} cross-fitted by halves "
          f"({' and '.join(f'{error:.4f}' for error in figures['ece_of_halves'])}); {path}")
    return 0
