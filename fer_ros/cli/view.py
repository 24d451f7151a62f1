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

"""`fer_ros view`: the results live in a browser, and in Foxglove."""

from __future__ import annotations

import argparse

from fer_ros.cli.argument_types import whole_number
from fer_ros.cli.settings_options import add_settings_options, settings_from
from fer_ros.values.errors import FerRosError

PORT, FOXGLOVE_PORT = 8080, 8765


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'view', help='see the results live in a browser, and in Foxglove',
        description='Serve a page that shows a camera, a video, photos or a stream, and the '
                    'emotions in them, without ROS; or with --topic the results of a running '
                    'node. The page is for this machine only, unless --host says otherwise; then '
                    'it asks for a token.',
        epilog='Example: fer_ros view demo')
    parser.add_argument('source', nargs='?', default='0',
                        help='a camera index or device, a video file, a photo, a folder of '
                        'photos, a stream URL, or `demo` (default: the camera %(default)s)')
    parser.add_argument('--topic', nargs='?', const='/fer', metavar='NODE',
                        help='show the topics of this running node instead (default: %(const)s)')
    parser.add_argument('--port', type=whole_number(0, 65535), default=PORT,
                        help='port of the page; 0 for any (default: %(default)s)')
    parser.add_argument('--host', default='127.0.0.1',
                        help='address that the page listens on; 0.0.0.0 for all networks '
                        '(default: %(default)s)')
    parser.add_argument('--token', default='', help='token that browsers must give, 16 '
                        'characters at least (default: a new one, if --host needs one)')
    parser.add_argument('--foxglove', nargs='?', const=FOXGLOVE_PORT, type=whole_number(0, 65535),
                        metavar='PORT', help='also serve Foxglove and Lichtblick, on 127.0.0.1 '
                        '(default port: %(const)s)')
    parser.add_argument('--once', action='store_true',
                        help='end at the end of the source instead of starting again')
    add_settings_options(parser)
    parser.set_defaults(run=run, takes_ros_args=True)


def run(args: argparse.Namespace) -> int:
    """Show the source or the topics until Ctrl-C."""
    if args.topic is not None:
        return _show_topics(args)
    from fer_ros.feeds.source_feed import SourceFeed
    from fer_ros.sources import open_source
    from fer_ros.system import printable

    source = open_source(args.source)
    feed = SourceFeed(source, settings_from(args))
    displays = _open_displays(args, feed, printable(args.source))
    try:
        feed.run(displays, once=args.once)
    finally:
        displays.close()
    return 0


def _show_topics(args: argparse.Namespace) -> int:
    from fer_ros.feeds.topic_feed import TopicFeed
    from fer_ros.node.runner import run_node

    if args.foxglove is not None:
        raise FerRosError('--foxglove is for a source: for a node set its parameter '
                          'foxglove_port, or use foxglove_bridge of ROS 2')
    target = '/' + args.topic.strip('/').removesuffix('/emotions')
    return run_node(lambda: TopicFeed(
        target, lambda controls: _open_displays(args, controls, target, drawn=True)),
        args.ros_args)


def _open_displays(args: argparse.Namespace, controls, name: str, *, drawn: bool = False):
    """Open the page, and Foxglove if it is asked for, and print their addresses."""
    from fer_ros.view.display import Display
    from fer_ros.view.displays import Displays
    from fer_ros.view.page import Page

    page = Page(controls, name=name, host=args.host, port=args.port, token=args.token, drawn=drawn)
    displays: list[Display] = [page]
    print(f'Open {page.address} (Ctrl-C ends)', flush=True)
    if args.foxglove is not None:
        from fer_ros.node.displays import encode_frame
        from fer_ros.view.foxglove import Foxglove

        foxglove = Foxglove(encode_frame, name=name, port=args.foxglove)
        displays.append(foxglove)
        print(f'Foxglove: open {foxglove.address}', flush=True)
    return Displays(displays)
