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

"""`fer_ros quantize`: makes a faster model from one or several ONNX models."""

from __future__ import annotations

import argparse
from pathlib import Path
import shlex

from fer_ros.cli.data_options import add_data_option, add_out_option, data_from, data_words
from fer_ros.cli.output_folder import writing_to
from fer_ros.system import install_line


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'quantize', help='make an ONNX model compute with 8-bit integers',
        description='Write NAME.onnx and NAME.json to DIR: an ONNX model, or the mean of several, '
                    'that computes with 8-bit integers. It has a quarter of the size and, on a '
                    'processor with VNNI, takes a third of the time. Then measure it (`fer_ros '
                    'evaluate --record`) and calibrate it '
                    f"(`fer_ros calibrate`). Needs: {install_line('train')}",
        epilog='Example: fer_ros quantize --model runs/a.onnx runs/b.onnx --name both '
               '--data fer2013.csv --out models')
    parser.add_argument('--model', required=True, nargs='+', metavar='M',
                        help='names that `fer_ros models` lists, or .onnx files with their '
                             'manifests (.json) beside them')
    parser.add_argument('--name', required=True, help='name of the new model')
    add_data_option(parser)
    add_out_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the model."""
    from fer_ros.training.requirements import require

    require('train', 'onnx')
    from fer_ros.model_store.store import find_model
    from fer_ros.training.quantized_model import write_quantized
    from fer_ros.values.errors import ModelError

    models = [find_model(name) for name in args.model]
    for model in models:
        if (args.out / f'{args.name}.onnx').resolve() == model.path.resolve():
            raise ModelError(f"'{args.name}' in '{args.out}' is one of the models themselves; "
                             'give the new model another --name or another --out')
    data = data_from(args)
    with writing_to(args.out):
        args.out.mkdir(parents=True, exist_ok=True)
        path = write_quantized(models, args.name, args.out, data, _command(args))
    print(path)
    return 0


def _command(args: argparse.Namespace) -> str:
    """Return the command that writes the model again; of paths it has only the file names."""
    return shlex.join(['fer_ros', 'quantize', '--model', *(Path(name).name for name in args.model),
                       '--name', args.name, *data_words(args)])
