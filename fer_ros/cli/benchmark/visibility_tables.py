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

"""`fer_ros benchmark robustness --visibility`: blurred, covered and cut faces in the pipeline."""

from __future__ import annotations

import argparse
from dataclasses import asdict
import json

from fer_ros.cli.data_options import data_from
from fer_ros.cli.output_folder import writing_to


def run_visibility(args: argparse.Namespace) -> int:
    """Measure and print the tables."""
    from fer_ros.benchmark.visibility import changes, crops, measure, mounted, portraits, seen
    from fer_ros.pipeline import Pipeline
    from fer_ros.values.settings import Settings
    import numpy as np

    chosen = {'model': args.model, 'backend': args.backend or 'auto', 'max_faces': 1000}
    pipeline = Pipeline.load(Settings(**chosen))
    split = data_from(args).split(args.split)
    index = np.random.default_rng(0).permutation(len(split))[:args.visibility]
    faces, classes = split.faces[index], split.classes[index]
    as_is = changes()['as it is']

    tables = {}
    for name in ('none', pipeline.detector.name):
        with_detector = Pipeline.load(Settings(**chosen, detector=name), pipeline)
        tables[f'{len(faces)} faces of {args.split} as they are, detector {name}'] = {
            'as it is': measure(with_detector, crops(faces, classes), as_is)}
    pipeline = Pipeline.load(Settings(**chosen), pipeline)
    for title, samples in (
            (f'those that are found in an image of 320x240, {pipeline.detector.name}',
             seen(pipeline, mounted(faces, classes))),
            ('faces in photos, right: the label that the photo has as it is',
             portraits(pipeline, _photos(args)))):
        tables[f'{len(samples)} {title}'] = {name: measure(pipeline, samples, change)
                                             for name, change in changes().items()}
    for title, rows in tables.items():
        print(title)
        print(f'  {"":<28} {"found":>8} {"unknown":>8} {"right":>8} {"right if named":>15}')
        for name, row in rows.items():
            print(f'  {name:<28} {row.found:8.1%} {row.unknown:8.1%} {row.right:8.1%} '
                  f'{row.right_named:15.1%}')
    if args.out:
        with writing_to(args.out):
            args.out.write_text(json.dumps({
                'model': pipeline.classifier.name, 'split': args.split, 'tables': {
                    title: {name: asdict(row) for name, row in rows.items()}
                    for title, rows in tables.items()}}, indent=2) + '\n', encoding='utf-8')
    return 0


def _photos(args: argparse.Namespace) -> list:
    """Return the photos of a folder, or two portraits."""
    from fer_ros.sources import open_source
    from fer_ros.sources.demo import both_portraits

    if args.photos:
        return [frame.image for frame in open_source(str(args.photos)).frames()]
    return [scene.image for scene in both_portraits()]
