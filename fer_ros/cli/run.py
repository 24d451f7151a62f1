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
from pathlib import Path
from time import perf_counter

from fer_ros.cli.output_folder import writing_to
from fer_ros.cli.settings_options import add_settings_options, settings_from

# The frame rate of the annotated video where a camera does not tell its own.
UNKNOWN_RATE = 15.0


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'run', help='emotions in photos, videos or a camera, without ROS',
        description='Recognise emotions without ROS. With --out, annotated photos go to '
                    'DIR/annotated/, an annotated video to DIR/NAME_annotated.mp4, and the '
                    'results to DIR/emotions.jsonl and DIR/emotions.csv. Stamps are seconds '
                    'from the start of a video, numbers of photos, or the time of a live frame.',
        epilog='Example: fer_ros run holiday/ --out results --detector haar')
    parser.add_argument('source', help='a photo, a folder of photos, a video file, a camera index '
                        'or device, a stream URL, or `demo`')
    parser.add_argument('--out', type=Path, metavar='DIR', help='write results to this folder')
    parser.add_argument('--show', action='store_true',
                        help='show the annotated frames in a window; q or Esc ends')
    parser.add_argument('--max-frames', type=int, default=0, metavar='N',
                        help='stop after N frames (default: at the end)')
    add_settings_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Process every frame of the source."""
    from itertools import islice

    from fer_ros.drawing import annotate
    from fer_ros.outputs.records import frame_record
    from fer_ros.pipeline import Pipeline
    from fer_ros.pipeline.filtering import filter_results, reported_labels
    from fer_ros.sources import open_source
    from tqdm import tqdm

    source = open_source(args.source)
    # Only a live source has to keep pace.
    settings = settings_from(args, every_frame=not source.live)
    pipeline = Pipeline.load(settings)
    tqdm.write(pipeline.detector.description)
    anonymizer = pipeline.anonymizer
    for warning in (pipeline.device_warning, anonymizer.warning if anonymizer else ''):
        if warning:
            tqdm.write(f'WARNING: {warning}')
    output = _Output(args.out, source) if args.out else None
    show = _window(f'fer_ros: {args.source}') if args.show else None
    frames_seen = faces_seen = 0
    total = min(filter(None, (source.count, args.max_frames)), default=None)
    frames = islice(source.frames(), args.max_frames or None)
    try:
        # On a terminal only: in a log the bar would be noise.
        for frame in tqdm(frames, total=total, unit='frame', disable=None, leave=False):
            start = perf_counter()
            # Photos have nothing to do with each other; the frames of a video do.
            emotions = (pipeline.process_photo(frame.image) if source.stills
                        else pipeline.process(frame.image, frame.stamp))
            emotions = filter_results(emotions, settings)
            seconds = perf_counter() - start
            frames_seen, faces_seen = frames_seen + 1, faces_seen + len(emotions)
            drawn = None
            if output or show:
                shown = frame.image if anonymizer is None else anonymizer.hide_faces(
                    frame.image, [*pipeline.tracked_boxes, *(e.face.box for e in emotions)])
                drawn = annotate(shown, emotions)
            if output:
                output.write(frame, drawn, frame_record(
                    frame.stamp, frame.name, (frame.image.shape[1], frame.image.shape[0]),
                    emotions, detector=pipeline.detector.name, model=pipeline.classifier.name,
                    processing_time=seconds, labels=reported_labels(settings)))
            if source.stills or not output:
                found = ', '.join(e.caption for e in emotions) or 'no face'
                tqdm.write(f'{frame.name or f"{frame.stamp:.3f} s"}: {found}')
            if show and not show(drawn):
                break
    except KeyboardInterrupt:
        pass  # the way to end a camera; what was written stays
    finally:
        if output:
            output.close()
    tqdm.write(f'{frames_seen} frames, {faces_seen} faces'
               + (f', results in {args.out}' if args.out else ''))
    return 0


class _Output:
    """What `run` writes for one source."""

    def __init__(self, folder: Path, source) -> None:
        from fer_ros.outputs.media import VideoFile
        from fer_ros.outputs.tables import EmotionTables

        self._photos = folder / 'annotated' if source.stills else None
        with writing_to(folder):
            (self._photos or folder).mkdir(parents=True, exist_ok=True)
            self._tables = EmotionTables(folder)
        self._video = None if source.stills else VideoFile(
            folder / f'{source.name}_annotated.mp4', source.rate or UNKNOWN_RATE)

    def write(self, frame, drawn, record) -> None:
        from fer_ros.outputs.media import write_image

        if self._photos is not None:
            write_image(self._photos / frame.name, drawn)
        elif self._video is not None:
            self._video.write(drawn)
        self._tables.write(record)

    def close(self) -> None:
        if self._video is not None:
            self._video.close()
        self._tables.close()


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
