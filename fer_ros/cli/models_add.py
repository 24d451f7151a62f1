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

"""`fer_ros models add`: other people's models."""

from __future__ import annotations

import argparse
from pathlib import Path
import sys
from tempfile import TemporaryDirectory

from fer_ros.cli.argument_types import file_path
from fer_ros.cli.output_folder import writing_to
from fer_ros.cli.questions import ask

# Names that a model cannot have, because they have another meaning
_RESERVED = ('default', 'fer')


def add_parser(actions) -> None:
    """Add the action `add`."""
    from fer_ros.model_store.label_orders import ORDERS
    from fer_ros.model_store.scalings import SCALINGS

    parser = actions.add_parser(
        'add', help="add a model file of somebody else's",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description='Add an ONNX (.onnx) or Keras (.keras, .h5, .hdf5) file to your models.\n'
                    'Size, channels, number of classes and kind of output are read from the\n'
                    'file. What it cannot tell is asked, unless an option says it: the order of\n'
                    'the labels, the order of three colour channels, the scaling of the pixels.',
        epilog=''.join([
            'orders of labels:\n',
            *(f'  {name:<14}{order.source}\n' for name, order in ORDERS.items()),
            'scalings:\n',
            *(f'  {name:<14}{one.description}\n' for name, one in SCALINGS.items()),
            '\nExample: fer_ros models add fer2013_mini_XCEPTION.102-0.66.hdf5 '
            '--labels fer2013 --scaling signed']))
    parser.add_argument('file', type=file_path, help='the model file')
    parser.add_argument('--name', default='', help="the model's name (default: that of the file)")
    parser.add_argument('--labels', metavar='ORDER',
                        help='a name of those below, or a label for each class with commas '
                             'between (- for a class that is none of the seven emotions)')
    parser.add_argument('--color', choices=('rgb', 'bgr'),
                        help='order of the channels of a model with three')
    parser.add_argument('--scaling', choices=tuple(SCALINGS), help='how pixels enter the model')
    parser.add_argument('--size', type=int, metavar='PIXELS',
                        help='side of the face, where the file leaves it open')
    parser.add_argument('--margin', type=float, default=0.0,
                        help='what the faces that the model was trained on show around the face, '
                             'as a fraction of its side (default: %(default)s)')
    parser.add_argument('--output', choices=('probabilities', 'logits', 'scores'),
                        help='kind of output (default: found by running the model)')
    parser.add_argument('--licence', default='unknown', help='(default: %(default)s)')
    parser.add_argument('--face', type=file_path, metavar='PHOTO',
                        help='photo to try the model on (default: the portraits of the demo)')
    parser.add_argument('--folder', type=file_path, metavar='DIR',
                        help='where to put the model (default: the first folder of '
                             '$FER_ROS_MODELS, otherwise ~/.local/share/fer_ros/models)')
    parser.add_argument('--replace', action='store_true',
                        help='replace a model of the same name')
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Inspect the file, ask, write the manifest and try the model."""
    from dataclasses import replace

    from fer_ros.classifiers import BACKENDS
    from fer_ros.classifiers.inspection import open_file, output_kind
    from fer_ros.classifiers.preparation import input_batch
    from fer_ros.cli.sample_faces import sample_faces
    from fer_ros.model_store.adding import free_name, sha256, write_model
    from fer_ros.model_store.file_kinds import model_kind, SUFFIXES_OF
    from fer_ros.model_store.folders import models_folder
    from fer_ros.model_store.session import read_model
    from fer_ros.model_store.store import check_other_file
    from fer_ros.system import install_line
    import numpy as np

    path, folder = args.file, args.folder or models_folder()
    if path.is_dir():
        check_other_file(path)
    content = read_model(path)
    kind = model_kind(content, path)
    name = free_name(args.name, path, (*_RESERVED, *BACKENDS.names()), args.replace)
    with TemporaryDirectory() as scratch:
        source = path
        # The libraries that load the file check its suffix, and public files may have any suffix.
        if path.suffix not in SUFFIXES_OF[kind]:
            source = Path(scratch) / (name + SUFFIXES_OF[kind][0])
            source.write_bytes(content)
        spec, run_network = open_file(source, kind)
    if not (spec.height and spec.width):
        side = args.size or ask('--size', 'Side of the face in pixels? The file leaves it open',
                                parse=_side)
        spec = replace(spec, height=spec.height or side, width=spec.width or side)
    classes, output = output_kind(run_network, spec)
    output = args.output or output
    channels = 'gray' if spec.channels == 1 else 'three channels'
    print(f'{path.name}: {spec.width}x{spec.height} pixels, {channels}, {spec.layout}, '
          f'{classes} classes, {output}')
    input_spec = _input_spec(args, spec)
    faces = sample_faces(args.face, args.margin)
    raw = (run_network(input_batch([face.crop for face in faces], input_spec)) if faces else
           np.zeros((0, classes), np.float32))
    labels = _labels(args, classes, [
        f'{face.name} gives class {int(row.argmax())}' for face, row in zip(
            faces, [row.reshape(-1) for row in raw], strict=True)])
    manifest = _manifest(args, name, SUFFIXES_OF[kind][0], sha256(content), input_spec, output,
                         labels)
    _show_trial(faces, raw, manifest)
    with writing_to(folder):
        written = write_model(content, manifest, folder)
    print(f"added as '{name}': {written}")
    shown = name if args.folder is None else written
    print(f'try it with: fer_ros run demo --model {shown}\n'
          f'measure it with: fer_ros evaluate --model {shown} --data fer2013.csv --out evaluation '
          '--record')
    if not faces:
        print('not tried on a face: give a photo with --face PHOTO, or install the portraits of '
              f"the demo: {install_line('demo')}", file=sys.stderr)
    return 0


def _side(text: str) -> int:
    from fer_ros.model_store.manifest import MAX_SIDE

    if not text.strip().isdecimal() or not 1 <= int(text) <= MAX_SIDE:
        raise ValueError(f"'{text}' is not a number of pixels from 1 to {MAX_SIDE}")
    return int(text)


def _input_spec(args: argparse.Namespace, spec):
    """Return the InputSpec of the manifest; asks for colour and scaling."""
    from fer_ros.model_store.manifest import InputSpec
    from fer_ros.model_store.scalings import SCALINGS

    color = 'gray'
    if spec.channels == 3:
        color = args.color or ask('--color', 'Order of the three channels?', {
            'rgb': 'red first (Keras, PyTorch, Pillow)', 'bgr': 'blue first (OpenCV)'})
    scaling = args.scaling or ('raw' if spec.scaled_inside else None)
    if scaling is None:
        scaling = ask('--scaling', 'How do pixels enter the model?', {
            name: one.description for name, one in SCALINGS.items()
            if spec.channels in one.channels})
    mean, std = SCALINGS[scaling].for_color(color)
    return InputSpec(spec.width, spec.height, color, SCALINGS[scaling].scale, tuple(mean),
                     tuple(std), spec.layout, args.margin)


def _labels(args: argparse.Namespace, classes: int, hints: list[str]) -> tuple[str | None, ...]:
    from fer_ros.model_store.label_orders import order_text, orders_for, parse_order

    if args.labels:
        return parse_order(args.labels, classes)
    known = {name: order_text(labels) for name, labels in orders_for(classes).items()}
    hint = f' ({"; ".join(hints)}, counted from 0)' if hints else ''
    return ask('--labels', f'Order of the {classes} labels?{hint} A name, or the labels with '
               'commas between (- for another class)', known,
               parse=lambda text: parse_order(text, classes))


def _manifest(args: argparse.Namespace, name: str, suffix: str, digest: str, input_spec,
              output: str, labels: tuple[str | None, ...]):
    """Return the manifest, with only what is known about the model."""
    from fer_ros.model_store.manifest import Manifest

    manifest = Manifest(
        name=name, file=name + suffix, sha256=digest, description=f'Added from {args.file.name}',
        licence=args.licence, input=input_spec, output=output, labels=labels,
        training={}, metrics={})
    return Manifest.from_dict(manifest.to_dict(), f"the manifest of '{name}'")


def _show_trial(faces, raw, manifest) -> None:
    from fer_ros.classifiers.preparation import label_probabilities
    from fer_ros.values.labels import LABELS

    if not faces:
        return
    for face, row in zip(faces, label_probabilities(raw, manifest), strict=True):
        best = row.argsort()[::-1][:3]
        print(f'  {face.name}: ' + ', '.join(f'{LABELS[index]} {row[index]:.0%}'
                                             for index in best))
