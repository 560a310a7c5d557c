"""How long all measures of a dataset take, and how much memory: one line of JSON. Runs in any checkout's Python.

CHECKOUT/.venv/bin/python benchmarks/measures.py DATASET
"""

from __future__ import annotations

import json
import resource
import sys
import time


def main(words: list[str]) -> int:
    from analysis import load
    from analysis.errors import UsageError
    from analysis.metrics import measure, measures, trend

    start = time.perf_counter()
    dataset = load(words[0])
    rows, slowest, refused = 0, ("", 0.0), []
    for key in measures():
        begin = time.perf_counter()
        for work in (measure, trend, lambda data, key: measure(data, key, by=["year"])):
            try:
                rows += work(dataset, key).height
            except UsageError as error:
                refused.append(f"{key}: {error}")
        took = time.perf_counter() - begin
        slowest = max(slowest, (key, took), key=lambda pair: pair[1])
    found = {
        "measures": len(measures()),
        "seconds": round(time.perf_counter() - start, 2),
        "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "rows": rows,
        "slowest": slowest[0],
        "slowest_seconds": round(slowest[1], 2),
        "refused": len(refused),
    }
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
