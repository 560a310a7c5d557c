"""Office files of other formats (.doc, .wps, .rtf, .odt, .xls, .ods): LibreOffice turns them into
.docx or .xlsx where it is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ..errors import Problem
from .limits import MAX_SECONDS

_MAC = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
_WINDOWS = r"C:\Program Files\LibreOffice\program\soffice.exe"


def soffice() -> str | None:
    """Where LibreOffice is: on the path, or in its usual folder on macOS and Windows; None where it
    is not.
    """
    for name in ("soffice", "libreoffice", _MAC, _WINDOWS):
        if found := shutil.which(name):
            return found
    return None


def ole_kind(data: bytes) -> str:
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
    not wait for one another, and macros do not run.
    """
    program = soffice()
    if program is None:
        package = f"libreoffice-{'writer' if target == 'docx' else 'calc'}-nogui"
        words = (
            f"this is a {suffix} file: install LibreOffice (Debian: apt-get install {package}; "
            "elsewhere from libreoffice.org) and build again, "
            f"or save the file as .{target} yourself"
        )
        return b"", [
            Problem(
                "converter_missing", words, expected="soffice on the path", found="not installed"
            )
        ]
    with tempfile.TemporaryDirectory(prefix="gongkai-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / f"report{suffix}"
        source.write_bytes(data)
        profile = (Path(folder) / "profile").as_uri()
        command = [
            program,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            target,
            "--outdir",
            folder,
            str(source),
        ]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(
            command,
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            cwd=folder,
            start_new_session=sys.platform != "win32",
        ) as process:
            try:
                process.wait(MAX_SECONDS)
            except subprocess.TimeoutExpired:
                _stop(process)
                words = (
                    f"LibreOffice did not convert the file within {MAX_SECONDS} seconds: open it "
                    f"in an office program and save it as .{target}"
                )
                return b"", [
                    Problem(
                        "unreadable",
                        words,
                        expected=f"at most {MAX_SECONDS} seconds",
                        found="no result",
                    )
                ]
        result = Path(folder) / f"report.{target}"
        if not result.is_file():
            words = (
                "LibreOffice cannot convert the file (it may be damaged or protected by a "
                f"password): open it in an office program and save it as .{target}"
            )
            return b"", [
                Problem(
                    "unreadable",
                    words,
                    expected=f"a .{target} file",
                    found=f"exit code {process.returncode}",
                )
            ]
        return result.read_bytes(), []


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the program with its children: soffice is a script that starts another process."""
    if sys.platform != "win32":
        os.killpg(process.pid, 9)
    else:
        process.kill()
    process.wait()
