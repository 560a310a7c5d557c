"""The manifest: whatever a spreadsheet program saves is read, and what cannot be used is told
with its line and column.
"""

from pathlib import Path

import pytest

from analysis.errors import UsageError
from analysis.manifest import read_manifest


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_read_manifest_spreadsheet_programs_save(tmp_path: Path, encoding: str) -> None:
    """As spreadsheet programs save it."""
    (tmp_path / "m.csv").write_bytes(
        "file,issuer,published\r\nsub\\甲 1.txt,平潭县,2020/3/31\r\n,,\r\n".encode(encoding)
    )
    assert read_manifest(tmp_path / "m.csv") == {
        "sub/甲 1.txt": {"file": "sub\\甲 1.txt", "issuer": "平潭县", "published": "2020/3/31"}
    }


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            "乙.txt,20x9,",
            "m.csv, line 3, column year: expected a year of four digits, 2008 to 2035; "
            "found '20x9'$",
        ),
        ("乙.txt,9999,", "m.csv, line 3, column year: .*, 2008 to 2035; found '9999'$"),
        ("乙.txt,2007,", "m.csv, line 3, column year: .*, 2008 to 2035; found '2007'$"),
        ("乙.txt,２０１９,", "m.csv, line 3, column year: .*, 2008 to 2035; found '２０１９'$"),
        (
            "乙.txt,2019,city\n丙.txt,2019,town",
            "m.csv, line 3, column level: expected national, .*; found 'city' .and 1 more.$",
        ),
        (
            "甲.txt,2019,",
            "m.csv, line 3, column file: expected the name of a file, once; found '甲.txt' again$",
        ),
        (",2019,", "m.csv, line 3, column file: expected the name of a file, once; found ''$"),
        ("乙.txt,2019,county,平潭县", "m.csv, line 3, expected 3 fields, found 4$"),
        (
            '乙.txt,2019,"county\n丙.txt,2019,',
            "unexpected end of data",
        ),  # a quote that does not end swallows the rows below it
    ],
)
def test_read_manifest_row_cannot_used(tmp_path: Path, row: str, words: str, encoding: str) -> None:
    """A row that cannot be used."""
    (tmp_path / "m.csv").write_text(f"file,year,level\n甲.txt,2019,county\n{row}\n", encoding)
    with pytest.raises(UsageError, match=words):
        read_manifest(tmp_path / "m.csv")


def test_read_manifest_file_cannot_used(tmp_path: Path) -> None:
    """A file that cannot be used."""
    (tmp_path / "m.csv").write_bytes("file,issuer\n甲.txt,平潭县".encode() + b"\xff\xfe\xff")
    with pytest.raises(UsageError, match="byte sequences are no utf-8; save it as CSV in UTF-8"):
        read_manifest(tmp_path / "m.csv")
    (tmp_path / "m.csv").write_bytes(b"")
    with pytest.raises(UsageError, match="no column 'file'; its columns are none"):
        read_manifest(tmp_path / "m.csv")
    with pytest.raises(
        UsageError, match=r"cannot read the manifest .*: (Is a directory|Permission denied)"
    ):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    "row",
    ["平潭县白青乡人民政府,,government", "平潭县白青乡,,general_office", ",township,government"],
)
def test_read_manifest_township_with_the_organ_of_a_county(tmp_path: Path, row: str) -> None:
    """A township has no code: as a government it would stand in its county's place."""
    (tmp_path / "m.csv").write_text(f"file,issuer,level,organ\n甲.txt,{row}\n", "utf-8")
    with pytest.raises(UsageError, match="line 2, column organ: expected a township's own office"):
        read_manifest(tmp_path / "m.csv")
    (tmp_path / "m.csv").write_text(
        "file,issuer,level,organ\n甲.txt,平潭县白青乡,township,白青乡人民政府\n", "utf-8"
    )
    assert read_manifest(tmp_path / "m.csv")["甲.txt"]["organ"] == "白青乡人民政府"


def test_row_of_patterns(tmp_path: Path) -> None:
    """A row may describe many files; brackets in a name stand for themselves."""
    path = tmp_path / "m.csv"
    path.write_text("file,level\n2020/*.html,county\n2020/a.html,prefecture\nb[1]?.txt,province\n")
    rows = read_manifest(path)
    assert [
        (row or {}).get("level") for row in map(rows.find_row, ("2020/b.html", "2020/a.html"))
    ] == [
        "county",
        "prefecture",
    ]
    assert rows.find_row("2020/sub/c.html") == rows["2020/*.html"]
    assert rows.find_row("b[1]x.txt") == rows["b[1]?.txt"]
    assert rows.find_row("b1x.txt") is None
    assert rows.find_unmatched(["2020/a.html", "b[1]x.txt"]) == []
    assert rows.find_unmatched(["2020/z.html"]) == ["2020/a.html", "b[1]?.txt"]


def test_row_of_two_patterns(tmp_path: Path) -> None:
    """Two patterns for one file: both lines are named; a row of its own decides."""
    path = tmp_path / "m.csv"
    path.write_text("file,level\n2020/*,county\n*.html,prefecture\n2020/b.html,province\n")
    rows = read_manifest(path)
    words = r"lines 2 \(2020/\*\) and 3 \(\*\.html\) both describe 2020/a.html; narrow one"
    with pytest.raises(UsageError, match=words):
        rows.find_row("2020/a.html")
    assert (rows.find_row("2020/b.html") or {})["level"] == "province"


def test_read_manifest_pattern_states_no_hash(tmp_path: Path) -> None:
    """A SHA-256 is that of one file."""
    (tmp_path / "m.csv").write_text("file,sha256\n*.html,abc\n")
    with pytest.raises(
        UsageError, match=r"line 2, column sha256: the row '\*.html' may describe many"
    ):
        read_manifest(tmp_path / "m.csv")


@pytest.mark.parametrize(("mark", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-16")])
def test_read_manifest_other_separators(tmp_path: Path, mark: str, encoding: str) -> None:
    """Where the comma is the decimal mark, spreadsheet programs save `;`; as Unicode text, tabs."""
    text = "file,issuer,year\r\na.txt,沈河区,2020\r\n".replace(",", mark)
    (tmp_path / "manifest.csv").write_bytes(text.encode(encoding))
    rows = read_manifest(tmp_path / "manifest.csv")
    assert rows["a.txt"] == {"file": "a.txt", "issuer": "沈河区", "year": "2020"}
