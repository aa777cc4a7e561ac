"""The web app's assets: when they count as fresh, and how they would be built."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "web.py"


@pytest.fixture
def web(tmp_path, monkeypatch) -> ModuleType:
    """The script, over a small web/ of its own."""
    spec = importlib.util.spec_from_file_location("lingqu_scripts_web", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    source, assets = tmp_path / "web", tmp_path / "webui"
    (source / "src").mkdir(parents=True)
    (source / "src" / "main.tsx").write_text("export {};\n")
    assets.mkdir()
    (assets / "index.html").write_text("<html>")
    for name, value in {"SOURCE": source, "ASSETS": assets, "STAMP": assets / ".source-hash"}.items():
        monkeypatch.setattr(module, name, value)
    monkeypatch.delenv("LINGQU_WEB", raising=False)
    return module


def test_assets_without_a_stamp_are_stale(web):
    assert web.assets_exist()
    assert not web.assets_are_fresh()


def test_assets_built_from_these_sources_are_fresh(web):
    web.STAMP.write_text(web.source_hash() + "\n")
    assert web.assets_are_fresh()


def test_a_changed_source_makes_them_stale(web):
    web.STAMP.write_text(web.source_hash())
    (web.SOURCE / "src" / "main.tsx").write_text("export const changed = true;\n")
    assert not web.assets_are_fresh()


@pytest.mark.parametrize("name", ["node_modules/x/index.js", "src/some.test.tsx", "test/app.test.tsx"])
def test_what_the_build_does_not_read_does_not_count(web, name):
    before = web.source_hash()
    path = web.SOURCE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("anything")
    assert web.source_hash() == before


def test_line_endings_do_not_count(web):
    before = web.source_hash()
    (web.SOURCE / "src" / "main.tsx").write_bytes(b"export {};\r\n")
    assert web.source_hash() == before


def test_an_archive_without_sources_is_fresh(web):
    shutil.rmtree(web.SOURCE)
    assert web.assets_are_fresh()


@pytest.mark.parametrize(
    ("wish", "npm", "way"),
    [(None, "/bin/npm", "npm"), (None, None, "none"), ("pynode", None, "pynode"), ("pynode", "/bin/npm", "pynode")],
)
def test_the_way_to_build(web, monkeypatch, wish, npm, way):
    if wish:
        monkeypatch.setenv("LINGQU_WEB", wish)
    monkeypatch.setattr(web.shutil, "which", lambda _name: npm)
    assert web.way_to_build() == way


def test_no_assets_and_no_npm_ends_with_a_plain_sentence(web, monkeypatch):
    (web.ASSETS / "index.html").unlink()
    monkeypatch.setattr(web.shutil, "which", lambda _name: None)
    with pytest.raises(SystemExit, match="LINGQU_WEB=pynode"):
        web.main()
