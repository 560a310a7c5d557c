"""JupyterLab as a person uses it: a study opens in a browser and its first notebook runs."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis import build

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
SECONDS = 240  # for one notebook on a busy machine
# All cells are in the page, also those out of sight: what is not attached cannot be counted.
SETTINGS = ("@jupyterlab/notebook-extension/tracker", {"windowingMode": "none"})

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here; Debian's package is chromium"
)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab over a study with the bundled reports."""
    build(ROOT / "data" / "raw", tmp_path / "data" / "processed", jobs=1)
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    settings = tmp_path / "settings" / f"{SETTINGS[0]}.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps(SETTINGS[1]))
    # Settings and open tabs are the test's own: whoever runs it may have others.
    own = {
        f"JUPYTERLAB_{kind.upper()}_DIR": str(tmp_path / kind)
        for kind in ("settings", "workspaces")
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0"]
    server = subprocess.Popen(
        [*command, "--LabApp.news_url=None"],
        cwd=tmp_path,
        env=os.environ | own,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    found = (re.search(r"http://127\.0\.0\.1:\d+/lab\?token=\w+", line) for line in server.stderr)
    try:
        yield next(match[0] for match in found if match)
    finally:
        server.terminate()
        server.communicate(timeout=30)


def test_run_all_cells_in_a_browser(lab: str) -> None:
    """All cells of `0-start` run, its figure and its table are there, the console has no error."""
    from playwright.sync_api import expect, sync_playwright

    errors: list[str] = []
    address = lab.replace("/lab?", "/lab/tree/notebooks/0-start.ipynb?")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.on("console", lambda said: said.type == "error" and errors.append(said.text))
        page.set_default_timeout(SECONDS * 1000)
        expect.set_options(timeout=SECONDS * 1000)
        page.goto(address)
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^Run$")).click()
        page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All Cells$")).click()
        expect(page.locator(".jp-InputPrompt").last).to_have_text(re.compile(r"^\[\d+\]:$"))
        expect(page.locator(".jp-OutputArea-output img")).to_have_count(2)
        expect(page.locator(".jp-RenderedHTMLCommon table").nth(4)).to_be_attached()
        expect(page.locator(".jp-OutputArea-output[data-mime-type*=error]")).to_have_count(0)
        browser.close()
    assert errors == []
