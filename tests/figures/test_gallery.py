"""The gallery shows every family, and follows from the data and the code."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from analysis.figures import catalogue

ROOT = Path(__file__).resolve().parents[2]


def test_gallery_is_what_its_script_writes(tmp_path):
    spec = importlib.util.spec_from_file_location("gallery", ROOT / "docs" / "gallery.py")
    gallery = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(gallery)
    gallery.write_gallery(tmp_path / "gallery.md", tmp_path / "gallery")
    page = (tmp_path / "gallery.md").read_bytes()
    assert gallery.PAGE.read_bytes() == page, "run: .venv/bin/python docs/gallery.py"
    assert all(f'figures.publish("{family}"' in page.decode() for family in catalogue())
    made = {path.name: path.read_bytes() for path in (tmp_path / "gallery").iterdir()}
    assert {path.name: path.read_bytes() for path in gallery.FOLDER.iterdir()} == made
    assert sum(map(len, made.values())) < 3_000_000
