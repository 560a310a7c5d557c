"""JupyterLab as a person uses it: a study opens in a browser and its first notebook runs."""

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

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here; Debian's package is chromium"
)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab over a study with the bundled reports."""
    build(ROOT / "data" / "raw", tmp_path / "data" / "processed", jobs=1)
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0"]
    server = subprocess.Popen(
        [*command, "--LabApp.news_url=None"],
        cwd=tmp_path,
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
    from playwright.sync_api import sync_playwright

    errors: list[str] = []
    address = lab.replace("/lab?", "/lab/tree/notebooks/0-start.ipynb?")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.on("console", lambda said: said.type == "error" and errors.append(said.text))
        page.set_default_timeout(SECONDS * 1000)
        page.goto(address)
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^Run$")).click()
        page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All Cells$")).click()
        page.get_by_text("Python 3 (ipykernel) | Busy").wait_for()
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        assert page.locator(".jp-OutputArea-output[data-mime-type*=error]").count() == 0
        assert page.locator(".jp-RenderedHTMLCommon table").count() >= 5
        assert page.locator(".jp-OutputArea-output img").count() == 2
        last = page.locator(".jp-InputPrompt").last.inner_text()
        assert re.fullmatch(r"\[\d+\]:", last), "the last cell did not run"
        browser.close()
    assert errors == []
