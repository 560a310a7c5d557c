"""Fonts, labels, bytes and files."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tomllib
import warnings
from itertools import combinations, pairwise
from pathlib import Path

import matplotlib as mpl
import polars as pl
import pytest
from matplotlib.figure import Figure

import analysis
from analysis.errors import UsageError
from analysis.figures import catalogue, check_figures, publish, publish_table, theme
from analysis.figures.export import checksums, render
from analysis.figures.labels import How
from analysis.forms import forms
from analysis.metrics import measures

from .drawing import draw
from .frames import check_matrix, measured, pooled

HERE = Path(theme.__file__).parent


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
    tables = tomllib.loads((HERE / "labels.toml").read_text("utf-8"))
    for lang in ("zh", "en"):
        labels = How(lang)
        for form in forms().values():
            assert labels("form", form.key) != form.key
            for identity in form.identities:
                assert identity.id in tables[lang]["check"]


def test_every_item_of_a_palette_and_of_a_measure_has_a_name():
    tables = tomllib.loads((HERE / "labels.toml").read_text("utf-8"))
    named = {*tables["zh"]["item"], *tables["zh"]["result"]}
    for family in catalogue().values():
        for key in family.measures:
            assert set(theme.fills(key)) <= named
            items = {item.rpartition(".")[2] for item in measures()[key].items}
            assert set(theme.fills(key)) <= items
        assert set(family.zh) == set(family.en) == {"title", "caption", "gap"}


def lightness(color: str) -> float:
    return sum(w * int(color[i : i + 2], 16) for w, i in ((0.299, 1), (0.587, 3), (0.114, 5)))


def test_fills_differ_in_grey():
    """Any two pieces differ in lightness or in hatching, neighbours in a bar by more."""
    for family in (
        "outcome_shares",
        "refusal_nature",
        "dispute_results",
        "verdict",
        "applicant_mix",
        "refusal_grounds",
        "unable_grounds",
        "not_processed_grounds",
        "outcome_counts",
        "form",
    ):
        found = list(theme.fills(family).values())
        pairs = [(pair, 25 * (family != "form")) for pair in pairwise(found)]
        pairs += [(pair, 15) for pair in combinations(found, 2)]
        for (one, other), least in pairs:
            differ = abs(lightness(one.color) - lightness(other.color))
            assert differ > least or one.hatch != other.hatch, (family, one, other)


def test_a_missing_glyph_is_an_error():
    drawn = draw("rate", measured("disclosure_rate", 1))
    drawn.figure.text(0.5, 0.5, "\u13a0")  # Cherokee: not in a Chinese font
    with pytest.raises(UserWarning, match="Glyph"):
        render(drawn, "png", 50)


def test_counties_with_rare_characters_are_drawn():
    rows = measured("disclosure_rate", 1).with_columns(issuer=pl.lit("硚口区埇桥区鄠邑区道滘镇"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert render(draw("rate", rows), "png", 50).startswith(b"\x89PNG")


def test_without_the_font_there_is_one_clear_error(monkeypatch):
    monkeypatch.setattr(theme, "_PACKAGE", "no_such_package")
    theme.fonts.cache_clear()
    try:
        with pytest.raises(UsageError, match="pylopdf-fonts-zh-cn"):
            theme.fonts()
    finally:
        theme.fonts.cache_clear()


def test_style_gives_charts_of_ones_own_the_font():
    """`analysis.style()` for a block gives the parameters back; as a call it stays."""
    before = dict(mpl.rcParams)
    with analysis.style():
        assert mpl.rcParams["font.family"][0] == "Noto Sans SC"
        figure = Figure()
        figure.subplots().set_title("公开率（%）−1")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            figure.draw_without_rendering()
    assert dict(mpl.rcParams) == before
    restore = analysis.style()
    assert mpl.rcParams["font.size"] == 7.5
    restore.close()


def test_two_processes_give_the_same_bytes(tmp_path):
    """Under another locale, time zone and hash seed."""
    program = (
        "import sys, hashlib; sys.path.insert(0, 'tests')\n"
        "from figures.frames import measured\nfrom figures.drawing import draw\n"
        "from analysis.figures.export import render\n"
        "drawn = draw('outcomes', measured('outcome_shares', 3))\n"
        "made = [render(drawn, form, 100) for form in ('svg', 'pdf', 'png')]\n"
        "print([hashlib.sha256(one).hexdigest() for one in made])\n"
    )
    root = Path(__file__).parents[2]
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=root,
            env={
                "PYTHONHASHSEED": seed,
                "TZ": zone,
                "LC_ALL": words,
                "PATH": "",
                "HOME": str(tmp_path),
                "PYTHONPATH": str(root / "src"),
            },
            capture_output=True,
            text=True,
            check=True,
        )
        for seed, zone, words in (("1", "UTC", "C"), ("2", "Asia/Shanghai", "zh_CN.UTF-8"))
    ]
    assert runs[0].stdout == runs[1].stdout and runs[0].stdout.count("'") == 6


def test_what_is_written(tmp_path):
    rows = measured("disclosure_rate", 2)
    done = publish("rate", rows, out=tmp_path, lang="zh,en", formats=["svg", "pdf"])
    names = sorted(path.name for path in tmp_path.iterdir())
    stems = [f"rate-{lang}.{form}" for lang in ("en", "zh") for form in ("pdf", "svg", "txt")]
    assert names == [*stems, "rate.csv"]
    assert sorted(path.name for path in done.files) == names
    data = pl.read_csv(tmp_path / "rate.csv")
    assert {"issuer", "value", "k", "n", "low", "high"} <= set(data.columns)
    assert (tmp_path / "rate-zh.txt").read_text("utf-8").strip() == done.caption
    assert done.preview.startswith(b"\x89PNG") and done.caption in done._repr_html_()
    sums = checksums(tmp_path).splitlines()
    assert [line.split("  ")[1] for line in sums] == names
    assert sums[0].split("  ")[0] == hashlib.sha256((tmp_path / names[0]).read_bytes()).hexdigest()


def test_files_of_a_figure_are_replaced_together(tmp_path):
    """Wrong today 16: no figure of older data stays beside a new one, and none is vouched for."""
    old, new = measured("disclosure_rate", 2), measured("disclosure_rate", 2, seed=9)
    publish("rate", old, out=tmp_path, formats="svg,pdf")
    publish("rate", old, out=tmp_path, lang="en", formats="pdf")
    assert (tmp_path / "rate-zh.svg").is_file()  # of the same data: it stays
    publish("rate", new, out=tmp_path, lang="en", formats="pdf")
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["rate-en.pdf", "rate-en.txt", "rate.csv"]
    (tmp_path / "rate-zh.txt").write_text("of a figure without its data")
    (tmp_path / "rate.csv").unlink()
    assert checksums(tmp_path) == ""
    publish("rate", new.clear(), out=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_check_figures_names_what_no_longer_follows(tmp_path):
    out, fresh = tmp_path / "figures", tmp_path / "fresh"
    publish("rate", measured("disclosure_rate", 1), out=out, formats="svg", lang="zh")
    publish("rate", measured("disclosure_rate", 1), name="gone", out=out, formats="svg", lang="zh")
    publish("rate", measured("disclosure_rate", 1), out=fresh, formats="svg", lang="zh")
    assert check_figures(out, fresh) == ["gone: no notebook draws it any more"]
    publish("rate", measured("disclosure_rate", 1, seed=5), out=fresh, formats="svg", lang="zh")
    found = check_figures(out, fresh)
    assert "rate: rate.csv differs" in found and "rate: rate-zh.svg differs" in found


def test_tables_for_papers(tmp_path):
    """HTML and LaTeX with Chinese headers, the same bytes twice."""
    rows = pooled("disclosure_rate", ["year"], 30)
    outcomes = pooled("outcome_shares", ["year"], 30)
    for kind, frame, word in (
        ("statistics", rows, "第10百分位"),
        ("outcomes", outcomes, "无法提供"),
        ("checks", check_matrix(5), "不成立"),
    ):
        shown = publish_table(kind, frame, out=tmp_path)
        first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        assert word in shown and word in first[f"table-{kind}-zh.tex"].decode()
        publish_table(kind, frame, out=tmp_path)
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first
    with pytest.raises(UsageError, match="unknown table"):
        publish_table("other", rows)


def test_tables_give_no_shares_of_a_small_n():
    """Of three applications 66.7% says less than its digits."""
    rows = pooled("outcome_shares", ["year"], 1)
    small = rows.with_columns(value=pl.lit(66.7), n=pl.lit(3.0), small=pl.lit(True))
    assert "66.7" not in publish_table("outcomes", small)
    assert "66.7" in publish_table("outcomes", small.with_columns(small=pl.lit(False)))


def test_the_size_of_a_png_is_that_of_print():
    drawn = draw("rate", measured("disclosure_rate", 1), width="single")
    content = render(drawn, "png")
    assert int.from_bytes(content[16:20], "big") == pytest.approx(80 / 25.4 * 600, abs=1)


def test_pdf_text_can_be_copied(tmp_path):
    import pypdfium2

    publish("rate", measured("disclosure_rate", 1), out=tmp_path, formats="pdf", lang="zh")
    text = pypdfium2.PdfDocument(tmp_path / "rate-zh.pdf")[0].get_textpage().get_text_range()
    assert "甲江北区0" in text and "公开率" in text


def test_nothing_to_draw_writes_nothing(tmp_path):
    done = publish("rate", measured("disclosure_rate", 1).clear(), out=tmp_path)
    assert done.files == () and list(tmp_path.iterdir()) == []
    assert repr(done) == "rate: not drawn: 没有一行能算出 n 足够的比率"
    assert repr(done) in done._repr_html_()


def test_a_failure_leaves_no_half_of_a_figure(tmp_path):
    rows = measured("disclosure_rate", 1).with_columns(issuer=pl.lit("\u13a0"))
    with pytest.raises(UserWarning):
        publish("rate", rows, out=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"formats": "svg,gif"}, "'gif'"),
        ({"lang": ["fr"]}, "'fr'"),
        ({"formats": []}, "no format"),
    ],
)
def test_unknown_formats_and_languages(tmp_path, wrong, words):
    with pytest.raises(UsageError, match=words):
        publish("rate", measured("disclosure_rate", 1), out=tmp_path, **wrong)


def test_plotted_data_keep_gaps_apart_from_zero(tmp_path):
    """An empty field for a gap, and four decimals at most."""
    values = pl.Series([50.123456, 0.0, None])
    rows = measured("disclosure_rate", 1, range(2018, 2021)).with_columns(value=values)
    publish("heat", rows, out=tmp_path, lang="zh", formats="svg")
    plotted = pl.read_csv(tmp_path / "heat.csv", infer_schema=False)
    assert plotted["value"].to_list() == ["50.1235", "0", None]


def test_publish_name_with_dollars(tmp_path: Path) -> None:
    """A `$` in an issuer's name is drawn as it stands, and is no formula."""
    rows = measured("disclosure_rate", 2).with_columns(issuer=pl.lit("A$B_x^$区"))
    publish("rate", rows, out=tmp_path, lang="en", formats="svg")
    assert (tmp_path / "rate-en.svg").is_file()
