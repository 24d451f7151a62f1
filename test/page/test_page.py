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

"""The page: everything in one file, and nothing of the text taken for HTML."""

from fer_ros.page import Page


def test_page(tmp_path):
    page = Page('a < b')
    page.heading('H & M')
    page.text('<script>alert(1)</script>')
    page.table(('class', 'n'), [('<i>', 1), ('x', 2.5)])
    page.picture(b'\x89PNG', 'a "quoted" caption')
    page.save(tmp_path / 'index.html')
    text = (tmp_path / 'index.html').read_text(encoding='utf-8')
    assert '<title>a &lt; b</title>' in text
    assert '<h2>H &amp; M</h2>' in text
    assert '<script' not in text
    assert '<td>&lt;i&gt;</td><td>1</td>' in text
    assert 'src="data:image/png;base64,iVBORw=="' in text
    assert 'alt="a &quot;quoted&quot; caption"' in text
