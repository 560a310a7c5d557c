"""Office files of other formats (.doc, .wps, .rtf, .odt, .xls, .ods): LibreOffice turns them into
.docx or .xlsx where it is installed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ..errors import Problem
from .limits import MAX_SECONDS

_MAC = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
_NO_RESULT = "no result"
# Macros never run; links are not followed, and what is fetched nevertheless goes to a port of this
# machine on which nobody listens.
_SETTINGS = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),  # never
    ("Office.Calc/Content/Update", "Link", "1"),  # never
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetNoProxy", ""),
    *(
        ("Inet/Settings", f"ooInet{scheme}Proxy{of}", value)
        for scheme in ("HTTP", "HTTPS")
        for of, value in (("Name", "127.0.0.1"), ("Port", "9"))
    ),
)
# soffice is a script that starts other processes: all of one group, which ends when the input of
# this watch ends, as it does with the process that holds it.
_WATCH = """
import os, signal, subprocess, sys, threading
signal.signal(signal.SIGINT, signal.SIG_IGN)
grouped = os.name == "posix"
program = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=grouped)
def end():
    sys.stdin.buffer.read()
    os.killpg(program.pid, 9) if grouped else program.kill()
threading.Thread(target=end, daemon=True).start()
sys.exit(program.wait())
"""
_WINDOWS = r"C:\Program Files\LibreOffice\program\soffice.exe"


def find_soffice() -> str | None:
    """Where LibreOffice is: on the path, or in its usual folder on macOS and Windows; None where it
    is not.
    """
    for name in ("soffice", "libreoffice", _MAC, _WINDOWS):
        if found := shutil.which(name):
            return found
    return None


def detect_ole_kind(data: bytes) -> str:
    """What a file with the mark D0 CF 11 E0 is: doc, xls, encrypted, or "".

    Its directory names its parts in UTF-16.
    """
    for part, kind in (
        ("EncryptedPackage", "encrypted"),
        ("WordDocument", "doc"),
        ("Workbook", "xls"),
        ("Book", "xls"),
    ):
        if part.encode("utf-16-le") in data:
            return kind
    return ""


def convert(data: bytes, suffix: str, target: str) -> tuple[bytes, list[Problem]]:
    """The file as `target` ("docx" or "xlsx"), or the problem that prevents it; `suffix` is what
    the file really is (".doc").

    Each call has a profile of its own in a temporary folder, so that calls in several processes do
    not wait for one another; in it macros do not run and links are not followed. The program ends
    with the process that called it, however that one ends.
    """
    program = find_soffice()
    if program is None:
        package = f"libreoffice-{'writer' if target == 'docx' else 'calc'}-nogui"
        words = (
            f"this is a {suffix} file: install LibreOffice (Debian: apt-get install {package}; "
            "elsewhere from libreoffice.org) and build again, "
            f"or save the file as .{target} yourself"
        )
        return b"", [Problem("converter_missing", words, None, "soffice on the path", "none")]
    with tempfile.TemporaryDirectory(prefix="gongkai-", ignore_cleanup_errors=True) as folder:
        source, profile = Path(folder) / f"report{suffix}", Path(folder) / "profile"
        source.write_bytes(data)
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_write_settings(), "utf-8")
        command = [
            *(program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"),
            *("--nolockcheck", "--convert-to", target, "--outdir", folder, str(source)),
        ]
        found = _run(command, folder)
        result = Path(folder) / f"report.{target}"
        if result.is_file() and found != _NO_RESULT:
            return result.read_bytes(), []
    reason = (
        f"LibreOffice did not convert the file within {MAX_SECONDS} seconds"
        if found == _NO_RESULT
        else "LibreOffice cannot convert the file (it may be damaged or protected by a password)"
    )
    words = f"{reason}: open it in an office program and save it as .{target}"
    return b"", [Problem("unreadable", words, None, f"a .{target} file", found)]


def _write_settings() -> str:
    """The settings of a profile in which a document reaches nothing outside of itself."""
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items '
        f'xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
    )


def _run(command: list[str], folder: str) -> str:
    """Run the program in a group of processes that ends with this one; its exit code in words."""
    quiet = subprocess.DEVNULL
    watched = [sys.executable, "-S", "-c", _WATCH, *command]
    with subprocess.Popen(
        watched, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, cwd=folder
    ) as process:
        try:
            return f"exit code {process.wait(MAX_SECONDS)}"
        except subprocess.TimeoutExpired:
            process.communicate()  # closes its input: the watch ends the program
            return _NO_RESULT
