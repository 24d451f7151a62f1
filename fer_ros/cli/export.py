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

"""`fer_ros export`: converts a Keras model to ONNX."""

from __future__ import annotations

import argparse

from fer_ros.cli.data_options import add_data_option, add_out_option, data_from
from fer_ros.cli.output_folder import writing_to
from fer_ros.system import install_line


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'export', help='export a Keras model to ONNX with its manifest',
        description='Write NAME.onnx and NAME.json to DIR, and compare the two models on 512 '
                    f"real faces. Needs: {install_line('train')}",
        epilog='Example: fer_ros export --model runs/cnn/model.keras --name cnn '
               '--data fer2013.csv --out models')
    parser.add_argument('--model', required=True, metavar='FILE',
                        help='a .keras, .h5 or .hdf5 file, with its manifest (.json) beside it')
    parser.add_argument('--name', help="name of the ONNX model (default: the Keras model's)")
    add_data_option(parser)
    add_out_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Export and compare."""
    from fer_ros.training.requirements import import_keras

    import_keras('export')
    from fer_ros.classifiers.keras import load_keras
    from fer_ros.model_store.file_kinds import KERAS_SUFFIXES
    from fer_ros.model_store.session import read_checked
    from fer_ros.model_store.store import find_model
    from fer_ros.training.export import export
    from fer_ros.values.errors import ModelError

    stored = find_model(args.model)
    if stored.path.suffix not in KERAS_SUFFIXES:
        raise ModelError(f"'{stored.path}' is not a Keras model ({', '.join(KERAS_SUFFIXES)})")
    read_checked(stored.path, stored.manifest.sha256)
    model = load_keras(stored.path)
    name = args.name or stored.manifest.name
    if (args.out / f'{name}.json').resolve() == stored.path.with_suffix('.json').resolve():
        raise ModelError(f"'{name}.json' in '{args.out}' is the Keras model's own manifest; give "
                         'the ONNX model another --name or another --out')
    data = data_from(args)
    split = data.splits.get('PublicTest') or next(iter(data.splits.values()))
    with writing_to(args.out):
        args.out.mkdir(parents=True, exist_ok=True)
        path = export(model, stored.manifest, name, args.out, split.faces)
    print(path)
    return 0
