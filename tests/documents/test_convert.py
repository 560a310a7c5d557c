"""LibreOffice as it is called here: it fetches nothing and outlives nobody."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest
from processes import find_survivors

from analysis import documents
from analysis.documents.convert import find_soffice

_ODT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"><office:body><office:text>
<text:p>before<draw:frame svg:width="2cm" svg:height="2cm"><draw:image xlink:href="{0}"
 xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></text:p>
<text:section text:name="s"><text:section-source xlink:href="{0}" xlink:type="simple"/>
<text:p>after</text:p></text:section></office:text></office:body></office:document-content>"""
_KINDS = """<?xml version="1.0" encoding="UTF-8"?><manifest:manifest
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{0}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""


@pytest.mark.skipif(find_soffice() is None, reason="LibreOffice (soffice) is not installed")
def test_convert_fetches_no_link() -> None:
    """A picture and a section that lie on a server of this machine: nobody asks it for them."""
    server = socket.create_server(("127.0.0.1", 0))
    asked: list[bytes] = []

    def listen() -> None:
        while True:
            try:
                caller, _ = server.accept()
            except OSError:
                return
            asked.append(caller.recv(100))
            caller.close()

    threading.Thread(target=listen, daemon=True).start()
    address = f"http://127.0.0.1:{server.getsockname()[1]}/a.png"
    kind = "application/vnd.oasis.opendocument.text"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", _ODT.format(address))
        archive.writestr("META-INF/manifest.xml", _KINDS.format(kind))
    document = documents.read(data.getvalue(), "a.odt")
    server.close()
    assert "before" in document.text and "after" in document.text
    assert asked == []


_PROGRAM = """#!/bin/sh
sleep 60 &
echo $$ $! > {0}/new
mv {0}/new {0}/pids
wait
"""


@pytest.mark.skipif(os.name != "posix", reason="a script in place of the program")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_convert_program_ends_with_its_caller(how: signal.Signals, tmp_path: Path) -> None:
    """And so does what the program started."""
    script = tmp_path / "soffice"
    script.write_text(_PROGRAM.format(tmp_path))
    script.chmod(0o755)
    code = "from analysis.documents.convert import convert; convert(b'a', '.doc', 'docx')"
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    caller = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "PATH": path})
    while not (tmp_path / "pids").exists():
        time.sleep(0.05)
    pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    caller.send_signal(how)
    caller.wait(timeout=60)
    assert find_survivors(pids) == []
