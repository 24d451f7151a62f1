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

"""`fer_ros run`: emotions in a photo, a folder, a video, a camera or a stream, without ROS."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from fer_ros.cli.argument_types import file_path, whole_number
from fer_ros.cli.output_folder import open_results
from fer_ros.cli.progress import progress
from fer_ros.cli.settings_options import add_settings_options, settings_from


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'run', help='emotions in photos, videos or a camera, without ROS',
        description='Recognise emotions without ROS. With --out, annotated photos go to '
                    'DIR/annotated/, an annotated video to DIR/NAME_annotated.mp4, and the '
                    'results to DIR/emotions.jsonl and DIR/emotions.csv, of a video or '
                    'camera also to events.jsonl, faces.csv, intervals.csv and report.html; '
                    'they take the place of those of an earlier run. Stamps are seconds from '
                    'the start of a video, numbers of photos, or the time of a live frame. The '
                    'exit code is 1 if a video ends before its declared end.',
        epilog='Example: fer_ros run holiday/ --out results --detector haar')
    parser.add_argument('source', help='a photo, a folder of photos, a video file, a camera index '
                        'or device, a stream URL, or `demo`')
    parser.add_argument('--out', type=file_path, metavar='DIR',
                        help='write results to this folder')
    parser.add_argument('--recursive', action='store_true',
                        help='read the photos in the folders of a folder, too')
    parser.add_argument('--show', action='store_true',
                        help='show the annotated frames in a window; q or Esc ends')
    parser.add_argument('--max-frames', type=whole_number(0), default=0, metavar='N',
                        help='stop after N frames (default: at the end)')
    add_settings_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Process every frame of the source."""
    from fer_ros.outputs.ledger import results_of
    from fer_ros.pipeline import Pipeline
    from fer_ros.pipeline.recogniser import Recogniser
    from fer_ros.sources import open_source
    from fer_ros.system import printable
    from fer_ros.values.errors import SourceError

    source = open_source(args.source, recursive=args.recursive,
                         without=results_of(args.out) if args.out else None)
    # Only a live source needs processing in real time.
    pipeline = Pipeline.load(settings_from(args, every_frame=not source.live))
    introduce(pipeline)
    results = open_results(args.out, source, pipeline) if args.out else None
    show = _window(f'fer_ros: {printable(args.source)}') if args.show else None
    whole = False
    try:
        frames, faces, whole = _process(source, Recogniser(pipeline, source.stills), results,
                                        show, args.max_frames)
    finally:
        if results:
            results.close(whole)
    _sum_up(source, frames, faces, args.out)
    if source.shortfall:
        raise SourceError(f"'{printable(args.source)}': {source.shortfall}")
    return 0


def _process(source, recogniser, results, show, max_frames: int) -> tuple[int, int, bool]:
    """Return the numbers of frames and faces, and whether these were all frames of the source."""
    from functools import partial
    from itertools import islice

    from fer_ros.outputs.records import frame_record
    from fer_ros.outputs.results import FrameResult
    from fer_ros.pipeline.filtering import reported_labels
    from fer_ros.system import printable
    from tqdm import tqdm

    pipeline = recogniser.pipeline
    number, faces, start = 0, 0, 0.0
    total = min(filter(None, (source.count, max_frames)), default=None)
    try:
        with closing(source.frames()) as frames:
            for frame in progress(islice(frames, max_frames or None), total):
                found = recogniser.recognise(frame.image, frame.stamp)
                number, faces = number + 1, faces + len(found.emotions)
                name = printable(frame.name)
                pictures = recogniser.pictures(partial(_image, frame), found.emotions)
                if results:
                    height, width = frame.image.shape[:2]
                    if number == 1 and source.live:
                        start = frame.stamp
                    results.write(FrameResult(
                        frame.name, _place(source, frame, number - 1, start), found.emotions,
                        frame_record(round(frame.stamp, 6), name, (width, height), found.emotions,
                                     detector=pipeline.detector.name,
                                     model=pipeline.classifier.name,
                                     processing_time=found.seconds,
                                     labels=reported_labels(pipeline.settings)), pictures))
                if source.stills or not results:
                    captions = ', '.join(e.caption for e in found.emotions) or 'no face'
                    tqdm.write(f'{name or f"{frame.stamp:.3f} s"}: {captions}')
                if show and not show(pictures.annotated):
                    return number, faces, False
    except KeyboardInterrupt:
        return number, faces, False  # Ctrl-C ends a camera; the results are kept
    return number, faces, not max_frames or number < max_frames


def _image(frame):
    return frame.image


def _place(source, frame, number: int, start: float):
    """Return where a frame comes from; `start` is the stamp at which the recording begins."""
    from fer_ros.outputs.place import Place
    from fer_ros.system import printable

    if source.stills:
        return Place(printable(frame.name), '', None, None, number)
    return Place(printable(source.name), '', round(frame.stamp * 1e9),
                 round(frame.stamp - start, 6), number)


def introduce(pipeline) -> None:
    """Print the detector that is used, and warnings."""
    from tqdm import tqdm

    tqdm.write(pipeline.detector.description)
    anonymizer = pipeline.anonymizer
    for warning in (pipeline.device_warning, anonymizer.warning if anonymizer else ''):
        if warning:
            tqdm.write(f'WARNING: {warning}')


def _sum_up(source, frames: int, faces: int, out: Path | None) -> None:
    """Print how much was processed and what was skipped."""
    from fer_ros.sources import count_text

    print(f'{frames} frames, {faces} faces' + (f', results in {out}' if out else ''))
    skipped = count_text(source.skipped)
    if skipped:
        print(f'skipped: {skipped}')


def _window(title: str):
    """Return a function that shows an image and says whether to go on."""
    import cv2
    from fer_ros.values.errors import MissingDependencyError

    def show(image) -> bool:
        try:
            cv2.imshow(title, image)
            return cv2.waitKey(1) not in (27, ord('q'))
        except cv2.error as error:
            raise MissingDependencyError(
                '--show needs a screen and an OpenCV with windows: pip uninstall '
                "opencv-python-headless, then pip install 'opencv-python<5'") from error
    return show
