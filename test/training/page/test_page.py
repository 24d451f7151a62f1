"""The page: everything in one file, and nothing of the text taken for HTML."""

from fer_ros.training.page import Page


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
