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

"""The pages: links exist, commands parse, code runs, and the README is short."""

from pathlib import Path
import re
import shlex
import subprocess
import sys

from fer_ros.cli.main import build_parser
import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob('*.md'), *(ROOT / 'doc').glob('*.md')])
LINK = re.compile(r'\]\(([^()\s]+)\)')


def names(paths):
    return [str(path.relative_to(ROOT)) for path in paths]


def without_code(text):
    """Return a page without its blocks of code, in which # and []() mean something else."""
    return re.sub(r'^```.*?^```', '', text, flags=re.DOTALL | re.MULTILINE)


def anchors(page):
    """Return the anchors of a page's headings, made as GitHub makes them."""
    found = set()
    for title in re.findall(r'^#+ (.+)$', without_code(page.read_text()), re.MULTILINE):
        slug = re.sub(r'[^\w\- ]', '', title.strip().lower()).replace(' ', '-')
        number, anchor = 0, slug
        while anchor in found:
            number += 1
            anchor = f'{slug}-{number}'
        found.add(anchor)
    return found


def broken_links(page):
    """Return the links of a page to files and headings that do not exist."""
    broken = []
    for link in LINK.findall(without_code(page.read_text())):
        if re.match(r'[a-z]+:', link):
            continue
        name, _, anchor = link.partition('#')
        target = (page.parent / name).resolve() if name else page
        if not target.is_file() or not target.is_relative_to(ROOT) or (
                anchor and anchor not in anchors(target)):
            broken.append(link)
    return broken


def shell_lines(page):
    """Return the command lines of a page's shell code, without comments, joined at backslashes."""
    for block in re.findall(r'^```sh\n(.*?)^```', page.read_text(), re.DOTALL | re.MULTILINE):
        for line in block.replace('\\\n', ' ').splitlines():
            yield from re.split(r'&&|\||;', line.split('  #')[0])


def fer_ros_commands():
    """Return (page, words) of every fer_ros command that a page shows."""
    for page in PAGES:
        for line in shell_lines(page):
            words = shlex.split(line.strip().removesuffix('&'))
            if words and Path(words[0]).name == 'fer_ros':
                yield pytest.param(words[1:], id=f'{page.name}: {" ".join(words[1:])}')


@pytest.mark.parametrize('page', PAGES, ids=names(PAGES))
def test_every_link_leads_somewhere(page):
    assert broken_links(page) == []


def test_broken_links_are_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], 'ROOT', tmp_path)
    (tmp_path / 'other.md').write_text('# A title: `code`\n# Twice\n# Twice\n')
    page = tmp_path / 'page.md'
    page.write_text(
        '[a](other.md) [b](other.md#a-title-code) [c](other.md#twice-1) [d](https://x.org/y) '
        '[e](missing.md) [f](other.md#missing) [g](#missing) [h](../outside.md)\n'
        '```sh\nls [i](code.md)\n```\n')
    assert broken_links(page) == ['missing.md', 'other.md#missing', '#missing', '../outside.md']


def test_every_page_can_be_reached_from_the_readme():
    reached, waiting = set(), [ROOT / 'README.md']
    while waiting:
        page = waiting.pop()
        if page not in reached and page.suffix == '.md':
            reached.add(page)
            waiting += [(page.parent / link.partition('#')[0]).resolve()
                        for link in LINK.findall(page.read_text()) if '#' not in link[:1]
                        and not re.match(r'[a-z]+:', link)]
    assert set(PAGES) <= reached


def test_the_readme_is_short():
    assert len((ROOT / 'README.md').read_text().splitlines()) <= 150


@pytest.mark.parametrize('words', list(fer_ros_commands()))
def test_the_commands_that_pages_show_exist(words):
    if '--ros-args' in words:
        words = words[:words.index('--ros-args')]
    try:
        build_parser().parse_args(words)
    except SystemExit as end:  # --help ends with 0
        assert end.code == 0


def test_the_python_code_of_the_readme_runs(tmp_path):
    (code,) = re.findall(r'^```python\n(.*?)^```', (ROOT / 'README.md').read_text(),
                         re.DOTALL | re.MULTILINE)
    script = tmp_path / 'script.py'
    script.write_text(code)
    result = subprocess.run([sys.executable, script, ROOT / 'doc' / 'demo.jpg'],
                            capture_output=True, text=True, check=False)
    assert result.stderr == ''
    # The picture has two rows of video frames, and faces in them.
    assert re.fullmatch(r'(f\d+ \w+ \d+%\n)+', result.stdout)
