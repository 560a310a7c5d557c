"""A build on the workers of a scheduler: the same bytes, also where a worker is lost."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import deadly
import pytest

import analysis
from analysis import reading
from analysis.errors import UsageError
from analysis.paths import RAW

distributed = pytest.importorskip("distributed")
REPORT = (RAW / "pingtan-2021.txt").read_bytes()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        local_directory=str(tmp_path / "dask"),
    ) as cluster:
        yield cluster.scheduler_address


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_build_on_a_cluster(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One worker is killed while it reads; one document kills each process that reads it."""
    source = tmp_path / "source"
    source.mkdir()
    for at in range(12):
        (source / f"{at:02}.txt").write_bytes(REPORT + f"\n\n附 {at}".encode())
    whole = analysis.build(source, tmp_path / "whole", jobs=0)
    (source / "deadly.txt").write_bytes(REPORT + b"KILLS")
    monkeypatch.setattr(reading, "_write_bundle", deadly.write_bundle)
    with distributed.Client(address) as client:
        os.kill(min(client.run(os.getpid).values()), signal.SIGKILL)
        dataset = analysis.build(source, tmp_path / "out", dask=address)
    assert dataset["cells"].equals(whole["cells"])
    rows = dataset["problems"].filter(code="beyond_limits").select("source", "found").rows()
    assert rows == [("deadly.txt", "a process that ended")]
    (source / "deadly.txt").unlink()
    analysis.build(source, tmp_path / "out", dask=address)
    parts = {p.name: p.read_bytes() for p in (tmp_path / "whole").rglob("part-*")}
    assert parts == {p.name: p.read_bytes() for p in (tmp_path / "out").rglob("part-*")}


def test_build_without_a_scheduler(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no scheduler answers"):
        analysis.build(RAW, tmp_path / "out", dask="tcp://127.0.0.1:9")
    assert not (tmp_path / "out").exists()
