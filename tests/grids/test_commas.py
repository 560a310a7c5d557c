"""Separated values without a template: which commas end a cell."""

from analysis.documents import read
from analysis.grids import strips


def rows(text: str) -> list[list[str]]:
    return [[c.text for c in s.cells] for s in strips(read(text.encode(), "a.txt"))]


def test_lines_of_values() -> None:
    text = '第一项,,\n信息内容,本年制发件数,现行有效件数\n"规章,一",,6\n规范性文件;,1,\n'
    assert rows(text) == [
        ["第一项", "", ""],
        ["信息内容", "本年制发件数", "现行有效件数"],
        ["规章,一", "", "6"],
        ["规范性文件;", "1", ""],
    ]


def test_a_comma_between_thousands_ends_no_cell_where_no_line_beside_has_as_many() -> None:
    assert rows("规章,1,2\n许可,3,4\n处罚,9,081,7\n强制,5,6\n")[2] == ["处罚", ",9,081,7"]
    assert rows("规章,1,2\n许可,3,4\n处罚,9,181\n强制,5,6\n")[2] == ["处罚", "9", "181"]
    assert rows("规章,1,2\n许可,3,4\n处罚,9,181\n强制,5\n")[2] == ["处罚", ",9,181"]
    assert rows("规章,1,2\n许可,3,4\n处罚,9,181\n强制,0,714\n收费,5,6\n")[2:4] == [
        ["处罚", "9", "181"],
        ["强制", "0", "714"],
    ]


def test_sentences_with_commas_are_no_values() -> None:
    text = "我单位认真落实,发布信息3条,办理来信2件\n全年收到,申请3件\n"
    assert rows(text) == [[line] for line in text.splitlines()]
    assert rows("规章\n,0\n,1\n,2\n许可,3,\n,4\n")[1:4] == [[",0"], [",1"], [",2"]]
    assert rows("一,二,三。\n" * 5) == [["一,二,三。"]] * 5


def test_wrapped_sentences_with_commas_are_no_values() -> None:
    text = (
        "件申请中,予以公开234件,部分公开2件,占80.3%\n不予公开17件,其中属于行政执法案卷14件,重复申请2件\n"
        * 2
    )
    assert rows(text) == [[line] for line in text.splitlines()]


def test_lists_of_a_program() -> None:
    assert rows("表\n['规章', '0', '']\n") == [["表"], ["规章", "0", ""]]
    assert rows("(二)部分公开(区分处理的,只计这一情形)") == [
        ["(二)部分公开(区分处理的,只计这一情形)"]
    ]
