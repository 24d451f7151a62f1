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

"""The page in a headless browser."""

import os
from pathlib import Path
import shutil
import threading
import time

from live_page import make_frame, TOKEN
import pytest

# Where Debian, Ubuntu and others put it
BROWSERS = ('chromium', 'chromium-browser', 'google-chrome')
AXE = os.environ.get('FER_ROS_AXE', '')


@pytest.fixture(scope='module')
def browser():
    """Start a browser for the tests of this file."""
    api = pytest.importorskip('playwright.sync_api')
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(f"no browser: none of {', '.join(BROWSERS)} is installed")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=['--no-sandbox'])
        yield started
        started.close()


class Player(threading.Thread):
    """Shows frames whose brightness changes; `faces` may change meanwhile."""

    def __init__(self, page):
        super().__init__(daemon=True)
        self.page, self.faces, self.stopped = page, [('f1', 'happy')], threading.Event()

    def run(self):
        number = 0
        while not self.stopped.wait(0.05):
            number += 1
            if self.page.wanted and not self.page.controls.paused:
                self.page.show(make_frame(time.time(), *self.faces, brightness=number * 7 % 250))


@pytest.fixture
def play():
    """Return a function that plays frames on a page."""
    players = []

    def start(page):
        players.append(Player(page))
        players[-1].start()
        return players[-1]

    yield start
    for player in players:
        player.stopped.set()
        player.join()


@pytest.fixture
def visit(browser):
    """Return a function that opens an address in a new session and collects its errors."""
    contexts = []

    def open_one(address, **options):
        contexts.append(browser.new_context(**options))
        tab = contexts[-1].new_page()
        tab.errors = []
        tab.on('console', lambda line: tab.errors.append(line.text) if line.type == 'error' else 0)
        tab.on('pageerror', lambda error: tab.errors.append(str(error)))
        tab.on('request', lambda request: tab.errors.append(request.url) if not (
            request.url.startswith((address.partition('#')[0], 'blob:', 'ws://'))) else 0)
        tab.set_default_timeout(8000)
        tab.goto(address)
        return tab

    yield open_one
    for context in contexts:
        context.close()


def says(tab, selector, text):
    """Wait until an element has a text."""
    tab.wait_for_function(
        '([selector, text]) => document.querySelector(selector)?.textContent.includes(text)',
        arg=[selector, text])


def until(tab, condition):
    """Wait until an expression of JavaScript holds."""
    # A function: the page forbids to evaluate a text.
    tab.wait_for_function(f'() => {condition}')


def checksum(tab, canvas):
    """Return the pixels of a canvas as a text."""
    return tab.evaluate('id => document.getElementById(id).toDataURL()', canvas)


def test_image_chart_and_faces_live(open_page, play, visit):
    page = open_page()
    player = play(page)
    tab = visit(page.address)
    says(tab, '#connection', 'Live')
    first, count = checksum(tab, 'image'), tab.evaluate('shownImages()')
    empty = checksum(tab, 'chart')
    says(tab, '[data-face=f1]', 'happy')
    says(tab, '[data-face=f1]', '70 %')
    says(tab, '[data-face=f1]', 'quality 80 %')
    until(tab, f'shownImages() > {count + 5}')
    assert checksum(tab, 'image') != first
    assert checksum(tab, 'chart') != empty
    player.faces = [('f1', 'happy'), ('f2', 'sad')]
    says(tab, '[data-face=f2]', 'sad')
    says(tab, '#face-count', '2 visible')
    says(tab, '#events', 'f2 appeared')
    player.faces = [('f2', 'angry')]
    says(tab, '#events', 'f1 left')
    says(tab, '[data-face=f2]', 'angry')
    until(tab, "!document.querySelector('[data-face=f1]')")
    assert tab.errors == []


def test_boxes_and_blur_are_drawn_by_the_page(open_page, visit):
    page = open_page()
    tab = visit(page.address)
    says(tab, '#connection', 'images')

    def colors(*places):
        """Show a frame and return the colours at these places."""
        shown = tab.evaluate('shownImages()')
        page.show(make_frame(time.time(), ('f1', 'happy'), brightness=10, stripes=True))
        until(tab, f'shownImages() > {shown}')
        return [tab.evaluate("""([x, y]) => [...document.getElementById('image').getContext('2d')
            .getImageData(x, y, 1, 1).data].slice(0, 3)""", list(place)) for place in places]

    # The lower edge of the box lies in a dark stripe.
    edge, dark, bright = (60, 130), (60, 84), (60, 92)
    red, _, blue = colors(edge)[0]
    assert red > 90 and red > 2 * blue  # yellow, as happy is
    tab.set_checked('#boxes', False)
    tab.set_checked('#labels', False)
    shown = colors(edge, dark, bright)
    assert max(*shown[0], *shown[1]) < 40 and min(shown[2]) > 215
    tab.set_checked('#blur', True)
    _, dark_color, bright_color = colors(edge, dark, bright)
    assert abs(dark_color[0] - bright_color[0]) < 60


def test_pause_and_resume(open_page, play, visit):
    page = open_page()
    play(page)
    tab = visit(page.address)
    says(tab, '#connection', 'Live')
    tab.click('#pause')
    says(tab, '#connection', 'Paused')
    assert page.controls.paused and tab.get_attribute('#pause', 'aria-pressed') == 'true'
    tab.focus('#pause')
    tab.keyboard.press('Enter')
    says(tab, '#connection', 'Live')
    assert not page.controls.paused and tab.errors == []


def test_a_wrong_value_shows_the_reason(open_page, visit):
    page = open_page()
    tab = visit(page.address)
    field = tab.get_by_label('min quality')
    field.fill('7')
    field.press('Enter')
    says(tab, '#setting-min_quality-reason', 'min_quality must be in [0.0, 1.0], but got 7.0')
    assert field.get_attribute('aria-invalid') == 'true'
    field.fill('0.45')
    field.press('Enter')
    until(tab, "!document.getElementById('setting-min_quality-reason').textContent")
    assert page.controls.settings.min_quality == 0.45
    tab.get_by_label('anonymize').check()
    until(tab, "!document.querySelector('[aria-busy]')")
    assert page.controls.settings.anonymize
    assert all('422' in error for error in tab.errors), tab.errors


def test_the_token_in_the_address_opens_the_page_and_vanishes(open_page, visit):
    page = open_page(token=TOKEN)
    tab = visit(page.address)
    says(tab, '#connection', 'images')
    assert TOKEN not in tab.url and tab.errors == []


def test_the_token_is_asked_for(open_page, visit):
    page = open_page(token=TOKEN)
    tab = visit(page.address.partition('#')[0])
    field = tab.get_by_label('Token')
    field.fill('a-wrong-token-of-a-guest')
    field.press('Enter')
    says(tab, '#reason', 'the token is wrong')
    field.fill(TOKEN)
    field.press('Enter')
    says(tab, '#connection', 'images')


def test_another_site_cannot_control_or_look(open_page, visit):
    page, other = open_page(), open_page()
    tab = visit(other.address)
    says(tab, '#connection', 'images')
    # The rules of `other` itself forbid requests to any other address: the sandbox has none.
    tab.goto('about:blank')
    outcome = tab.evaluate("""async (port) => {
        const address = `127.0.0.1:${port}`;
        const post = await fetch(`http://${address}/paused`, { method: 'POST', mode: 'no-cors',
          body: '{"paused": true}' }).then((answer) => answer.type, () => 'failed');
        const socket = await new Promise((done) => {
          const one = new WebSocket(`ws://${address}/stream`);
          one.onopen = () => done('open');
          one.onerror = () => done('refused');
        });
        return [post, socket];
    }""", page.port)
    assert outcome[1] == 'refused' and not page.controls.paused


def test_the_page_connects_again_after_a_restart(open_page, play, visit):
    page = open_page()
    tab = visit(page.address)
    says(tab, '#connection', 'images')
    page.close()
    says(tab, '#connection', 'trying again')
    again = open_page(port=page.port)
    play(again)
    says(tab, '#connection', 'Live')
    shown = tab.evaluate('shownImages()')
    until(tab, f'shownImages() > {shown + 3}')


def test_two_viewers_at_once(open_page, play, visit):
    page = open_page()
    play(page)
    tabs = [visit(page.address) for _ in range(2)]
    for tab in tabs:
        says(tab, '#connection', 'Live')
        until(tab, 'shownImages() > 5')
        assert tab.errors == []


def test_it_fits_small_and_large_screens(open_page, play, visit):
    page = open_page()
    play(page)
    tab = visit(page.address)
    says(tab, '[data-face=f1]', 'happy')
    for width in (360, 768, 1280, 1920, 2560):
        tab.set_viewport_size({'width': width, 'height': 900})
        assert tab.evaluate('document.documentElement.scrollWidth') <= width


@pytest.mark.parametrize('scheme', ['dark', 'light'])
def test_accessibility(open_page, play, visit, scheme):
    if not Path(AXE).is_file():
        pytest.skip("FER_ROS_AXE does not name axe-core's axe.min.js (npm)")
    page = open_page()
    play(page)
    tab = visit(page.address, color_scheme=scheme)
    says(tab, '[data-face=f1]', 'happy')
    # The content policy of the page allows no other script: this one comes through the debugger.
    tab.evaluate(Path(AXE).read_text())
    found = tab.evaluate('axe.run().then(({ violations }) => violations)')
    assert [one['id'] for one in found if one['impact'] in ('serious', 'critical')] == []
