"""data/raw: the manifest describes the files, the tables are copied and the prose is not."""

import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.documents import read
from analysis.prose import read_statements as statements
from analysis.tables.recognise import recognise

ROOT = Path(__file__).resolve().parents[1]
RAW = ROOT / "data" / "raw"
REPORTS = ROOT.parent / "shared" / "reports"
ORIGINALS = {
    hashlib.sha256(path.read_bytes()).hexdigest(): path
    for path in sorted((REPORTS / "originals").glob("*.txt"))
}
COLUMNS = "file issuer organ division_code level scope year title url retrieved published_as origin original_sha256 sha256".split()
needs_originals = pytest.mark.skipif(
    not ORIGINALS,
    reason="the published originals (../shared/reports) are not beside this repository",
)

PLACE = re.compile(r"〔原文 [^〔〕]+〕$")
HEADING = re.compile(r"^[一二三四五六七八]、\S{2,30}$")
# How the first line of each statutory table begins, and the heading that follows it.
TABLES = {
    "proactive": (
        re.compile(r"^(?:《中华人民共和国政府信息公开条例》)?第二十条第[(（]一[)）]项"),
        "三、",
    ),
    "applications": (re.compile(r"^[(（]本列数据|^申请人情况"), "四、"),
    "disputes": (re.compile(r"^行政复议(?:$|[\s|])"), "五、"),
}
RUN = 20  # so many characters in a row, digits and punctuation left out, are a copied sentence


def manifest() -> list[dict[str, str]]:
    with (RAW / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table_lines(text: str) -> dict[str, list[str]]:
    """The lines of each statutory table, from its first line to the next heading, notes and blank lines after it left out."""
    lines = text.split("\n")
    found = {}
    for name, (begins, following) in TABLES.items():
        start = next((i for i, line in enumerate(lines) if begins.match(line)), None)
        if start is None:
            continue
        end = next(
            i
            for i in range(start, len(lines))
            if lines[i].startswith(following) and HEADING.match(lines[i].rstrip()) and i > start + 3
        )
        block = lines[start:end]
        while not block[-1].strip("\n") or PLACE.search(block[-1]) or block[-1].startswith("(以上"):
            block.pop()
        found[name] = block
    return found


def prose(text: str) -> Iterator[str]:
    """The lines that are neither table, heading, title nor publication line."""
    tables = [line for block in table_lines(text).values() for line in block]
    for line in text.split("\n"):
        if (
            line
            and line not in tables
            and not HEADING.match(line.rstrip())
            and not line.rstrip().endswith("年度报告")
            and not re.match(r"发布(?:时间|日期)", line)
        ):
            yield PLACE.sub("", line)


def letters(text: str) -> str:
    return "".join(
        c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c).startswith("L")
    )


def longest_run(lines: list[str], source: str) -> str:
    """The longest stretch of letters of any line that stands in `source` as well."""
    best = ""
    for line in map(letters, lines):
        for at in range(len(line)):
            while at + len(best) < len(line) and line[at : at + len(best) + 1] in source:
                best = line[at : at + len(best) + 1]
    return best


def test_the_manifest_and_the_folder_name_the_same_files() -> None:
    rows = manifest()
    assert list(rows[0]) == COLUMNS
    assert sorted(r["file"] for r in rows) == sorted(
        p.name for p in RAW.iterdir() if p.name not in ("manifest.csv", "README.md")
    )
    assert len({(r["division_code"], r["organ"], r["year"]) for r in rows}) == len(rows)


@pytest.mark.parametrize("row", manifest(), ids=lambda row: row["file"])
def test_the_manifest_describes_the_file(row: dict[str, str]) -> None:
    content = (RAW / row["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == row["sha256"], (
        "the file changed: read it again, then correct the hash in data/raw/manifest.csv"
    )
    text = content.decode("utf-8")
    assert "\r" not in text
    assert text.endswith("\n")
    assert re.fullmatch(r"\d{6}", row["division_code"])
    assert row["level"] in ("province", "prefecture", "county", "township")
    assert row["scope"] in ("area", "level", "organ")
    assert row["origin"] == "transcription"
    if row["title"]:
        assert text.split("\n")[0] == row["title"]
        assert row["year"] in row["title"]


@pytest.mark.parametrize("row", manifest(), ids=lambda row: row["file"])
def test_every_restated_sentence_says_where_it_stands(row: dict[str, str]) -> None:
    text = (RAW / row["file"]).read_text("utf-8")
    inside = {line for block in table_lines(text).values() for line in block}
    local_table = False
    for number, line in enumerate(text.split("\n"), 1):
        local_table |= "统计表" in line
        if "。" in line and line not in inside and not local_table:
            assert PLACE.search(line), f"{row['file']}:{number} has no place: {line}"


@needs_originals
@pytest.mark.parametrize(
    "row", [r for r in manifest() if r["original_sha256"]], ids=lambda row: row["file"]
)
def test_tables_are_the_published_lines(row: dict[str, str]) -> None:
    original = table_lines(ORIGINALS[row["original_sha256"]].read_text("utf-8"))
    assert table_lines((RAW / row["file"]).read_text("utf-8")) == original
    assert set(original) == (set() if row["year"] == "2017" else set(TABLES))


@needs_originals
@pytest.mark.parametrize(
    "row", [r for r in manifest() if r["original_sha256"]], ids=lambda row: row["file"]
)
def test_prose_is_restated_not_copied(row: dict[str, str]) -> None:
    source = letters(ORIGINALS[row["original_sha256"]].read_text("utf-8"))
    run = longest_run(list(prose((RAW / row["file"]).read_text("utf-8"))), source)
    assert len(run) < RUN, f"{row['file']} copies {run!r}"


@needs_originals
@pytest.mark.parametrize(
    "row", [r for r in manifest() if r["original_sha256"]], ids=lambda row: row["file"]
)
def test_every_figure_of_the_transcription_is_printed_in_the_original(row: dict[str, str]) -> None:
    source = "\n".join(prose(ORIGINALS[row["original_sha256"]].read_text("utf-8")))
    stated = re.findall(
        r"(?<![\d.-])\d+(?:\.\d+)?",
        re.sub(r"\d{4}-\d\d-\d\d", "", "\n".join(prose((RAW / row["file"]).read_text("utf-8")))),
    )
    assert len(stated) >= 10
    assert [n for n in stated if not re.search(rf"(?<![\d.]){re.escape(n)}(?!\d)", source)] == []


def what_is_stated(path: Path, row: dict[str, str]) -> list[tuple[object, ...]]:
    """The statements of a document without their wording and place."""
    document = read(path, path.name)
    found = statements(
        recognise(document)[1], year=int(row["year"]), issuer=row["issuer"], paraphrase=False
    )
    return sorted(
        ((s.key, s.value, s.bound, s.unit, s.year, s.scope_words, s.basis, s.part) for s in found),
        key=repr,
    )


@needs_originals
@pytest.mark.parametrize(
    "row", [r for r in manifest() if r["original_sha256"]], ids=lambda row: row["file"]
)
def test_the_restated_prose_states_what_the_original_states(row: dict[str, str]) -> None:
    restated = what_is_stated(RAW / row["file"], row)
    assert restated == what_is_stated(ORIGINALS[row["original_sha256"]], row)
    assert len(restated) > 8


def test_a_copied_sentence_would_be_seen() -> None:
    sentence = "坚持以公开为常态、不公开为例外的原则，妥善处理公开和保密的关系"
    assert longest_run(["受理294件。", sentence], letters(f"前文。{sentence}。后文")) == letters(
        sentence
    )
    assert longest_run(["申请294件。"], letters(sentence)) == ""


def test_a_changed_table_line_would_be_seen() -> None:
    text = (RAW / "shenhe-2020.txt").read_text("utf-8")
    assert [len(block) for block in table_lines(text).values()] == [18, 26, 4]
    assert table_lines(text.replace("| 219 | 1 |", "| 219 | 2 |")) != table_lines(text)
