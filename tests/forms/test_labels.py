"""Labels as they are damaged in print, and the spelling that they are compared in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from analysis.forms import fold_label, fold_with_offsets, number, reduce_label, simplify


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "部分公开"),
        ("其他對(duì)外管理服務(wù)事項(xiàng)", "其他对外管理服务事项"),
        ("3.危及“三安全一稳定”", "危及三安全一稳定"),
        ("其中：1.网站公开", "网站公开"),
        ("商业\n企业", "商业企业"),
        ("⼈⺠政府", "人民政府"),
        ("行\u200b政许\ufffd可", "行政许可"),
        ("采购总金额（单位：万元，保留4位小数）", "采购总金额"),
        ("本年增/减", "本年增减"),
    ],
)
def test_fold_core(printed: str, label: str) -> None:
    """Core."""
    assert reduce_label(printed) == label


def test_fold_negation_never_lost() -> None:
    """Negation is never lost."""
    assert reduce_label("予以公开") != reduce_label("不予公开")
    assert reduce_label("本年新收政府信息公开申请数量") != reduce_label(
        "上年结转政府信息公开申请数量"
    )


def test_fold_number_label() -> None:
    """Number of a label."""
    assert [number(t) for t in ("（七）总计", "3.其他", "总计")] == ["七", "3", ""]


@given(st.text(max_size=40))
def test_fold_offsets_lead_back(text: str) -> None:
    """Offsets lead back."""
    folded, offsets = fold_with_offsets(text)
    assert len(folded) == len(offsets)
    assert offsets == sorted(offsets)
    assert all(0 <= o < len(text) for o in offsets)
    assert fold_label(text) == folded


# What OpenCC turns in words only: no character of them changes by itself.
CONVERTER = OpenCC("t2s")
IN_WORDS = "答覆 批覆 函覆 反覆 重覆 英哩 藉口 藉助 沈默 沈重 浮沈 毛坏 坏子 破釜沈舟 找藉口"


@pytest.mark.parametrize("word", IN_WORDS.split())
def test_simplify_words(word: str) -> None:
    """A word is converted though each of its characters is a simplified one."""
    assert simplify(f"已{word}12件") == CONVERTER.convert(f"已{word}12件")


@given(
    st.text(st.sampled_from("政府信息公开申請答覆復議乾坤沈陽於後里裡着著〇12件，。"), max_size=30)
)
def test_simplify_converts(text: str) -> None:
    """What is passed by without a conversion is what the conversion leaves as it is."""
    assert simplify(text) == CONVERTER.convert(text)
