"""Fonts, labels, bytes and files."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tomllib
import warnings
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from metrics.tidy import tidy

import analysis.figures.style as style
from analysis.errors import UsageError
from analysis.figures import disclosure, publish
from analysis.figures.export import (
    checked_formats,
    checked_languages,
    checksums,
    export,
    rendered,
    table,
)
from analysis.figures.labels import Labels
from analysis.forms import forms
from analysis.metrics import measure

from .drawing import draw

HERE = Path(style.__file__).parent


def paths(table: dict, before: str = "") -> set[str]:
    return {
        p
        for key, value in table.items()
        for p in (paths(value, f"{before}{key}.") if isinstance(value, dict) else {before + key})
    }


def test_both_languages_have_the_same_words():
    tables = tomllib.loads((HERE / "labels.toml").read_text("utf-8"))
    assert paths(tables["zh"]) == paths(tables["en"])


def test_every_required_identity_and_form_has_a_name():
    for lang in ("zh", "en"):
        labels = Labels(lang)
        for form in forms().values():
            assert labels("form", form.key) != form.key
            for identity in form.identities:
                assert (
                    identity.id
                    in tomllib.loads((HERE / "labels.toml").read_text("utf-8"))[lang]["check"]
                )


def test_fills_differ_in_grey():
    """Neighbouring pieces differ in lightness or in hatching."""
    for family in ("outcome", "nature", "result", "verdict"):
        found = list(style.fills(family).values())
        for one, other in pairwise(found):
            light = [
                sum(
                    w * int(f.color[i : i + 2], 16) for w, i in ((0.299, 1), (0.587, 3), (0.114, 5))
                )
                for f in (one, other)
            ]
            assert abs(light[0] - light[1]) > 25 or one.hatch != other.hatch, family


def test_a_missing_glyph_is_an_error():
    drawn = disclosure(measure(tidy("chenzhou-2019"), "disclosure_rate"))
    drawn.figure.text(0.5, 0.5, "\u13a0")  # Cherokee: not in a Chinese font
    with pytest.raises(UserWarning, match="Glyph"):
        rendered(drawn, "png", 50)


def test_counties_with_rare_characters_are_drawn():
    frames = tidy("chenzhou-2019")
    frames["reports"] = frames["reports"].with_columns(issuer=pl.lit("硚口区埇桥区鄠邑区道滘镇"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert rendered(draw("disclosure", frames), "png", 50).startswith(b"\x89PNG")


def test_without_any_font_there_is_one_clear_error(monkeypatch):
    monkeypatch.setattr(style, "_PACKAGE", "no_such_package")
    monkeypatch.setattr(style.font_manager.fontManager, "ttflist", [])
    style.font.cache_clear()
    try:
        with pytest.raises(UsageError, match="pylopdf-fonts-zh-cn"):
            style.font()
    finally:
        style.font.cache_clear()


def test_a_system_font_takes_the_place_of_the_package(monkeypatch):
    entry = next(iter(style.font_manager.fontManager.ttflist))
    style.font()
    noto = next(e for e in style.font_manager.fontManager.ttflist if e.name == "Noto Sans SC")
    monkeypatch.setattr(style, "_PACKAGE", "no_such_package")
    monkeypatch.setattr(style.font_manager.fontManager, "ttflist", [entry, noto])
    style.font.cache_clear()
    try:
        assert style.font() == "Noto Sans SC"
    finally:
        style.font.cache_clear()


def test_two_processes_give_the_same_bytes(tmp_path):
    program = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from metrics.tidy import tidy\nfrom figures.drawing import draw\nfrom analysis.figures.export import rendered\nimport hashlib\n"
        "drawn = draw('outcomes', tidy('chenzhou-2019', 'dengzhou-2020'))\n"
        "print([hashlib.sha256(rendered(drawn, form, 100)).hexdigest() for form in ('svg', 'pdf', 'png')])\n"
    )
    root = Path(__file__).parents[2]
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=root,
            env={
                "PYTHONHASHSEED": seed,
                "PATH": "",
                "HOME": str(tmp_path),
                "PYTHONPATH": str(root / "src"),
            },
            capture_output=True,
            text=True,
            check=True,
        )
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout and runs[0].stdout.count("'") == 6


def test_what_is_written(tmp_path):
    rows = measure(tidy("chenzhou-2019", "shenhe-2020"), "disclosure_rate")
    done = publish(
        disclosure, rows, name="disclosure", out=tmp_path, lang="zh,en", formats=["svg", "pdf"]
    )
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [
        "disclosure-en.pdf", "disclosure-en.svg", "disclosure-en.txt", "disclosure-zh.pdf", "disclosure-zh.svg", "disclosure-zh.txt", "disclosure.csv",
    ]  # fmt: skip
    assert sorted(path.name for path in done.files) == names
    data = pl.read_csv(tmp_path / "disclosure.csv")
    assert data.select("issuer", "k", "n", "rate").rows() == [
        ("沈河区", 9, 192, 4.6875),
        ("郴州市", 236, 294, 80.2721),
    ]
    assert (tmp_path / "disclosure-zh.txt").read_text("utf-8").strip() == done.caption
    assert done.preview.startswith(b"\x89PNG") and done.caption in done._repr_html_()
    sums = checksums(tmp_path).splitlines()
    assert [line.split("  ")[1] for line in sums] == names
    assert sums[0].split("  ")[0] == hashlib.sha256((tmp_path / names[0]).read_bytes()).hexdigest()


def test_the_size_of_a_png_is_that_of_print():
    drawn = draw("disclosure", tidy("chenzhou-2019"), width="single")
    content = rendered(drawn, "png")
    assert int.from_bytes(content[16:20], "big") == pytest.approx(80 / 25.4 * 600, abs=1)


def test_pdf_text_can_be_copied(tmp_path):
    import pypdfium2

    export(draw("outcomes", tidy("chenzhou-2019", "shenhe-2020")), "outcomes", tmp_path, ["pdf"])
    text = pypdfium2.PdfDocument(tmp_path / "outcomes-zh.pdf")[0].get_textpage().get_text_range()
    assert "沈河区 2020" in text and "n = 192" in text


def test_nothing_to_draw_writes_nothing(tmp_path):
    done = publish(
        disclosure,
        measure(tidy("chenzhou-2019"), "disclosure_rate").clear(),
        name="disclosure",
        out=tmp_path,
    )
    assert done.files == () and list(tmp_path.iterdir()) == []
    assert (
        repr(done) == "disclosure: not drawn: 没有一份报告列出公开与办结的申请数字"
        and repr(done) in done._repr_html_()
    )


def test_every_figure_has_words_for_why_it_is_not_drawn():
    words = tomllib.loads((HERE / "labels.toml").read_text("utf-8"))["en"]["gap"]
    assert set(words) == {
        "coverage",
        "disclosure",
        "disputes",
        "growth",
        "identities",
        "outcomes",
        "proactive",
        "received",
        "refusals",
    }


def test_a_failure_leaves_no_half_of_a_figure(tmp_path):
    drawn = draw("disclosure", tidy("chenzhou-2019"))
    drawn.figure.text(0.5, 0.5, "\u13a0")
    with pytest.raises(UserWarning):
        export(drawn, "disclosure", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("function", "wrong", "words"),
    [
        (checked_formats, "svg,gif", "'gif'"),
        (checked_languages, ["fr"], "'fr'"),
        (checked_formats, [], "no format"),
    ],
)
def test_unknown_formats_and_languages(function, wrong, words):
    with pytest.raises(UsageError, match=words):
        function(wrong)


def test_tables_keep_gaps_apart_from_zero():
    assert (
        table(pl.DataFrame({"item": ["a", "b", "c"], "k": [0.0, None, 2.5]})).decode("utf-8-sig")
        == "item,k\na,0\nb,\nc,2.5\n"
    )
