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

"""
Make the film and the picture of the live page for the README from the demo.

It needs a browser (chromium), playwright, and the extras [demo] and [view]:

    python scripts/make_pictures.py

It writes doc/view.webp, a short film, and doc/view.jpg.
"""

import argparse
import base64
import io
from pathlib import Path
import shutil
import sys

from fer_ros.benchmark.children import child
from fer_ros.benchmark.view import free_port
from fer_ros.system import is_file

ROOT = Path(__file__).resolve().parents[1]
SIZE = {'width': 1280, 'height': 800}
FILM_WIDTH, FILM_RATE = 800, 8   # pixels, frames per second
FILM_QUALITY, PICTURE_QUALITY = 60, 88
BROWSERS = ('chromium', 'chromium-browser', 'google-chrome')


def record(page, seconds: float) -> list[tuple[float, bytes]]:
    """Return the screens of some seconds as JPEG, each with its time in seconds."""
    session = page.context.new_cdp_session(page)
    screens = []

    def keep(event) -> None:
        screens.append((event['metadata']['timestamp'], base64.b64decode(event['data'])))
        session.send('Page.screencastFrameAck', {'sessionId': event['sessionId']})

    session.on('Page.screencastFrame', keep)
    session.send('Page.startScreencast', {'format': 'jpeg', 'quality': 92, 'everyNthFrame': 1})
    page.wait_for_timeout(1000 * seconds)
    session.send('Page.stopScreencast')
    return screens


def write_film(screens: list[tuple[float, bytes]], path: Path) -> None:
    """Write an animated WebP with a steady rate that repeats for ever."""
    from PIL import Image

    begin, end = screens[0][0], screens[-1][0]
    frames, last = [], 0
    for number in range(int((end - begin) * FILM_RATE)):
        while last + 1 < len(screens) and screens[last + 1][0] <= begin + number / FILM_RATE:
            last += 1
        image = Image.open(io.BytesIO(screens[last][1])).convert('RGB')
        height = round(image.height * FILM_WIDTH / image.width)
        frames.append(image.resize((FILM_WIDTH, height), Image.Resampling.LANCZOS))
    frames[0].save(path, save_all=True, append_images=frames[1:], loop=0, method=6,
                   duration=round(1000 / FILM_RATE), quality=FILM_QUALITY)


def main() -> int:
    """Start the page with the demo, look at it, and write the files."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--out', type=Path, default=ROOT / 'doc', help='folder for the files')
    parser.add_argument('--warm-up', type=float, default=62.0,
                        help='seconds until the chart is full (default: %(default)s)')
    parser.add_argument('--seconds', type=float, default=10.0, help='duration of the film')
    args = parser.parse_args()
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print(f"no browser: none of {', '.join(BROWSERS)} is installed", file=sys.stderr)
        return 1
    port = free_port()
    args.out.mkdir(parents=True, exist_ok=True)
    log = args.out / 'make_pictures.log'
    with child(['-m', 'fer_ros', 'view', 'demo', '--port', str(port)], {}, log), \
            sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser, args=['--no-sandbox'])
        page = started.new_page(viewport=SIZE, color_scheme='dark')
        while not (is_file(log) and 'Open' in log.read_text()):
            page.wait_for_timeout(200)
        page.goto(f'http://127.0.0.1:{port}/')
        page.wait_for_timeout(1000 * args.warm_up)
        page.wait_for_function("() => document.querySelectorAll('.card:not(.gone)').length > 1")
        page.wait_for_timeout(1500)
        picture = page.screenshot(type='png')
        screens = record(page, args.seconds)
        started.close()
    log.unlink()
    Image.open(io.BytesIO(picture)).convert('RGB').save(
        args.out / 'view.jpg', quality=PICTURE_QUALITY, optimize=True)
    write_film(screens, args.out / 'view.webp')
    for name in ('view.jpg', 'view.webp'):
        print(f'{args.out / name}: {(args.out / name).stat().st_size / 1000:.0f} kB')
    return 0


if __name__ == '__main__':
    sys.exit(main())
