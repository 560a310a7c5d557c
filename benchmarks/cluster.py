"""A build on two dask workers of this machine, beside the same build by the pool of processes.

    python benchmarks/cluster.py --issuers 100

Printed are the seconds of processors of each; those of dask with its scheduler and with the start
of its workers, which costs the same whatever is read: compare two sizes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from corpus import write_corpus
from distributed import LocalCluster
from faults import hashes
from scale import measure


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--issuers", type=int, default=100, help="of five years each")
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="gongkai-cluster-"))
    try:
        count = write_corpus(folder, args.issuers, range(2020, 2025))
        raw, pool, dask = folder / "raw", folder / "pool", folder / "dask"
        seconds = measure("build", raw, "--out", pool, "--jobs", 2).cpu
        before = sum(os.times()[:4])
        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
            measure("build", raw, "--out", dask, "--dask", cluster.scheduler_address)
        others = sum(os.times()[:4]) - before
        is_same = hashes(pool) == hashes(dask)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{count} reports: the pool {seconds:.1f} s of processors, dask {others:.1f} s, ", end="")
    print("the same bytes" if is_same else "OTHER BYTES")
    return 0 if is_same else 1


if __name__ == "__main__":
    sys.exit(main())
