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

"""`fer_ros models`: list, show and add emotion models, fetch third-party weights."""

from __future__ import annotations

import argparse
from dataclasses import asdict
import json

from fer_ros.cli.models_add import add_parser as add_add_parser


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'models', help='list, show and add models, fetch detector weights',
        description='Emotion models and detector weights. Searched are the folders of '
                    '$FER_ROS_MODELS, the models that the user added, the cache of the user, '
                    'and the models that are shipped.')
    actions = parser.add_subparsers(metavar='ACTION')
    parser.set_defaults(run=_list)
    actions.add_parser('list', help='list what is at hand (default)').set_defaults(run=_list)
    show = actions.add_parser('show', help="print a model's manifest")
    show.add_argument('name', help='name or path of an emotion model')
    show.set_defaults(run=_show)
    add_add_parser(actions)
    fetch = actions.add_parser('fetch', help='download weights into the cache of the user')
    fetch.add_argument('name', help='name of the weights, such as yunet')
    fetch.set_defaults(run=_fetch)


def _list(args: argparse.Namespace) -> int:
    from fer_ros.model_store.store import list_models
    from fer_ros.model_store.weights import find_weights, REMEDIES, WEIGHTS

    print('emotion models:')
    models = list_models()
    width = max((len(listed.name) for listed in models), default=0)
    for listed in models:
        if listed.model is None:
            print(f'  {listed.name:<{width}} broken: {listed.problem}')
            continue
        print(f'  {listed.name:<{width}} {_figures(listed.model.manifest)}  ({listed.model.path})')
    print('detector weights:')
    for name in sorted(WEIGHTS):
        found = find_weights(name)
        print(f'  {name:<14} {found.path or f"not found; get them with {REMEDIES[name]}"}')
        for problem in found.problems:
            print(f'  {"":<14} broken: {problem}')
    return 0


def _figures(manifest) -> str:
    figures = [f"{values['accuracy']:.1%} on {split}, macro F1 {values['macro_f1']:.2f}"
               for split, values in manifest.metrics.items()] or ['accuracy not measured']
    # Free entries: another package's manifest may have none of them, or other ones.
    if isinstance(speed := manifest.performance.get('ms_per_face'), (int, float)):
        figures.append(f'{speed:.2f} ms a face')
    return ', '.join(figures)


def _show(args: argparse.Namespace) -> int:
    from fer_ros.model_store.store import find_model

    print(json.dumps(asdict(find_model(args.name).manifest), indent=2))
    return 0


def _fetch(args: argparse.Namespace) -> int:
    from fer_ros.model_store.fetch import fetch
    from fer_ros.model_store.weights import weight_files
    from tqdm import tqdm

    size = weight_files(args.name)[0].size
    with tqdm(total=size, unit='B', unit_scale=True, desc=args.name, leave=False,
              disable=None) as bar:
        path = fetch(args.name, lambda done, total: bar.update(done - bar.n))
    print(path)
    return 0
