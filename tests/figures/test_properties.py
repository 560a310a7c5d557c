"""What holds for every family, whatever the data: 1, 12, 50 and 400 issuers, languages, widths."""

from __future__ import annotations

from functools import cache

import pytest

from analysis.figures import catalogue
from analysis.figures.export import render
from analysis.figures.labels import How

from .drawing import FAMILIES, clashes, draw, texts, visible_texts

# The numbers of issuers, each in another language and width.
DRAWN = [
    (1, "zh", "double"),
    (12, "en", "single"),
    (50, "zh", "single"),
    (400, "en", "double"),
    (50, "en", "double"),
]


@cache
def frames_of(family: str, issuers: int):
    return FAMILIES[family][1](issuers)


@cache
def drawn_of(family: str, issuers: int, lang: str, width: str):
    return draw(family, *frames_of(family, issuers), lang=lang, width=width)


def test_families_are_those_of_the_catalogue():
    assert set(FAMILIES) == set(catalogue()) and len(FAMILIES) == 15


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("issuers", "lang", "width"), DRAWN)
def test_figure_is_fit_for_print(family, issuers, lang, width):
    """No words touch, leave the paper or are below 6 pt; it is no higher than 240 mm."""
    drawn = drawn_of(family, issuers, lang, width)
    if drawn is None:
        assert family == "funnel" and issuers < 400
        return
    assert clashes(drawn) == []
    wide, high = (inches * 25.4 for inches in drawn.figure.get_size_inches())
    single, double = (80, 170) if lang == "zh" else (88, 180)
    assert wide == pytest.approx(single if width == "single" else double) and 20 < high <= 240
    assert min(text.get_fontsize() for text in visible_texts(drawn)) >= 6


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axis_and_words_are_those_of_the_measure(family, lang):
    """The name of the measure stands in the caption; its unit on the axis that shows it."""
    key, labels = FAMILIES[family][0], How(lang)
    how = ("zh", "single") if lang == "zh" else ("en", "double")
    drawn = drawn_of(family, 400 if family == "funnel" else 50, *how)
    own = ("flow", "disputes", "identities")  # whose words tell of two measures, or of none
    if family not in own:
        assert labels.measure(key) in drawn.caption
    shares = (
        "outcomes",
        "grounds",
        "applicants",
        "coverage",
    )  # whose axis is a part of the measure
    if family not in (*own, *shares):
        assert labels.axis(key) in texts(drawn)


@pytest.mark.parametrize("family", [name for name in FAMILIES if name != "funnel"])
def test_same_input_gives_the_same_bytes(family):
    """A figure drawn again from the same rows has the same bytes, in every format."""
    made = (draw(family, *frames_of(family, 1), lang="zh") for _ in range(2))
    first, second = ([render(drawn, form, 50) for form in ("svg", "pdf", "png")] for drawn in made)
    assert first == second


@pytest.mark.parametrize("family", ["rate", "rate_trend", "disputes", "change"])
def test_limits_lie_on_their_axis(family):
    drawn = drawn_of(family, 12, "en", "single")
    for axes in drawn.figure.axes:
        for line in axes.lines:
            if line.get_transform() == axes.transData and line.get_linewidth() == 0.8:
                box = axes.viewLim.padded(1e-6)
                assert all(box.contains(x, y) for x, y in line.get_xydata())


@pytest.mark.parametrize("family", FAMILIES)
def test_issuers_are_chosen_and_never_years(family):
    """Whatever is left out, an issuer that is drawn keeps all its years."""
    drawn = drawn_of(family, 400, "en", "double")
    if "issuer_id" not in drawn.data.columns or family == "funnel":
        return
    keys = ["issuer_id", "scope", "year"]
    shown, given = drawn.data.unique(keys), frames_of(family, 400)[0].unique(keys)
    of_them = given.join(shown, on="issuer_id", how="semi")
    gone = of_them.join(shown, on=keys, how="anti")
    if "value" in gone.columns:  # years without a number, or with too small an n, are no choice
        gone = gone.filter(gone["value"].is_not_null())
    if family in ("outcomes", "grounds", "applicants", "flow", "disputes", "coverage"):
        assert gone.filter(gone["k"] > 0).height == 0 if "k" in gone.columns else True
