"""Documents after blows by chance, and what must hold of any document: see `fuzz.py`."""

from __future__ import annotations

import io
import random
import re
import time
import zipfile
from collections.abc import Iterator
from functools import cache

from corpus import make_corpus

from analysis import checks
from analysis.documents.sniff import FOREIGN, detect_kind
from analysis.extraction import extract
from analysis.frames import Extract
from analysis.frames.long import list_rows
from analysis.frames.schema import make_frames
from analysis.frames.tidy import tidy
from analysis.paths import RAW
from analysis.tables.readings import Reading
from analysis.workers import report_step

from .documents import PIECES
from .reports import FORMATS, Options, with_layouts

SECONDS, SECONDS_FOREIGN = 2.0, 20.0  # of processor, for one document
_NUMBER = re.compile(r"\d|[〇零○Ｏ一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾无未没]")
_TOKENS = [
    *("|", "\t", "\n", "\r\n", "\f", "\0", " ", "　", "、", "，", "。", "；", "：", "（", "）"),
    *("0", "1", "７", "1,234", "12.5", "-3", "1e9", "%", "9" * 40, "二", "十", "两", "無", "/"),
    *("万元", "件", "条", "其中", "合计", "总计", "上年", "2019年", "2020年度", "同比增长", "无"),
    *("<table>", "</table>", "<tr>", "</td>", "<td colspan=99>", "<td rowspan='3'>", "<!--", "-->"),
    *("<script>", "&#0;", "&nbsp;", "&#x202e;", "\u202e", "\u200b", "\ufeff", "\u2028", "\x1b[2J"),
    *(
        "一、本年新收政府信息公开申请数量",
        "（七）总计",
        "行政许可",
        "自然人",
        "政府信息公开工作年度报告",
    ),
]
_BYTES = [b"\xff", b"\x80", b"\xfe\xff", b"\x00", b"\xa3\xb1", b"\x81\x30", b"PK\3\4", b"%PDF-"]


@cache
def make_seeds() -> tuple[tuple[str, bytes], ...]:
    """Documents with their names: one of each layout and format, of several editions."""
    found = [(path.name, path.read_bytes()) for path in sorted(RAW.glob("*.txt"))[::4]]
    years = (2012, 2015, 2018, 2020, 2022)
    made = [(name, years[at % 5]) for at, name in enumerate(PIECES)]
    made += [(name, year) for name in FORMATS for year in years[1:]]
    for at, (name, year) in enumerate(made):
        options = with_layouts([name], Options(seed=at))
        found += [(one.file, one.data) for one in make_corpus(1, [year], options)][:1]
    return tuple(found)


def mutate(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """A document after one to eight blows; of an archive one of its members is hit."""
    if data.startswith(b"PK") and rng.random() < 0.9:
        return _mutate_member(data, rng)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        data = _strike(data, other, rng)
    return data


def _mutate_member(data: bytes, rng: random.Random) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        names = old.namelist()
        hit = rng.choice([name for name in names if "document" in name or "sheet" in name] or names)
        for name in names:
            content = old.read(name)
            new.writestr(name, _strike(content, content, rng) if name == hit else content)
    return made.getvalue()


def _strike(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """A piece is taken out, doubled, moved, replaced by one of another document or by a token."""
    at = rng.randrange(len(data) + 1)
    size = min(int(rng.expovariate(1 / 12)), 4000) if rng.random() < 0.8 else rng.randrange(4000)
    piece = data[at : at + size]
    way = rng.randrange(7)
    if way == 0:
        return data[:at] + data[at + size :]
    if way == 1:
        return data[:at] + piece * rng.choice((2, 3, 40)) + data[at + size :]
    if way == 2:
        to = rng.randrange(len(data) + 1)
        return data[:to] + piece + data[to:]
    if way == 3:
        begin = rng.randrange(len(other) + 1)
        return data[:at] + other[begin : begin + size] + data[at + size :]
    if way == 4:
        return data[:at] + rng.choice(_BYTES) + data[at + rng.choice((0, 1)) :]
    token = rng.choice(_TOKENS).encode()
    if way == 5:
        return data[:at] + token * rng.choice((1, 1, 1, 200)) + data[at:]
    numbers = list(re.finditer(rb"\d+", data[at : at + 2000]))
    if not numbers:
        return data[:at] + token + data[at:]
    number = rng.choice(numbers)
    return data[: at + number.start()] + token + data[at + number.end() :]


def make_document(seed: int, number: int) -> tuple[str, bytes]:
    """The name and the bytes of one damaged document; the same for the same numbers."""
    rng = random.Random(f"fuzz {seed} {number}")
    seeds = make_seeds()
    (name, data), (_, other) = rng.choice(seeds), rng.choice(seeds)
    return name, mutate(data, other, rng)


def find_faults(data: bytes, name: str) -> Iterator[str]:
    """What does not hold of a document."""
    begin = time.process_time()
    try:
        found = extract(data, name)
        took = time.process_time() - begin
        again = extract(data, name)
        rows = list_rows(found)
        tidy(make_frames(rows))
        list(checks.check_within(checks.read_reports(rows)))
    except Exception as error:  # noqa: BLE001 - it is what is looked for
        yield f"{type(error).__name__}: {error}"[:300]
        return
    if took > (SECONDS_FOREIGN if detect_kind(data) in FOREIGN else SECONDS):
        yield f"{took:.1f} s of processor"
    if again != found:
        yield "another result in the same process"
    for one in found:
        yield from _find_lost_places(one)


def _find_lost_places(one: Extract) -> Iterator[str]:
    text = one.document.text
    for read in (*one.recognised.readings, *one.statements):
        where = read.place or read.page if isinstance(read, Reading) else read.sentence
        if read.line is None and not where:
            yield f"no place: {read}"
        if read.start is not None and text[read.start : read.start + len(read.raw)] != read.raw:
            yield f"not at its offset: {read}"
        if read.value is not None and not _NUMBER.search(read.raw):
            yield f"a number of nothing: {read}"


def read_round(job: tuple[int, int, int]) -> tuple[int, list[tuple[int, str]]]:
    """How many documents were read of a job (seed, first, behind the last), and their faults."""
    seed, first, end = job
    faults = []
    for number in range(first, end):
        report_step(number)
        name, data = make_document(seed, number)
        faults += [(number, fault) for fault in find_faults(data, name)]
    return end - first, faults
