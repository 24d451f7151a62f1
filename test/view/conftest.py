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

"""A page with frames that the test chooses."""

from live_page import RealControls
import pytest


@pytest.fixture
def open_page():
    """Return a function that opens a page on a free port."""
    pytest.importorskip('aiohttp')
    from fer_ros.view.page import Page

    pages = []

    def open_one(**options):
        controls = RealControls()
        page = Page(controls, **{'name': 'test', 'host': '127.0.0.1', 'port': 0} | options)
        controls.page, page.controls = page, controls
        controls.show()
        pages.append(page)
        return page

    yield open_one
    for page in pages:
        page.close()
