"""Time and memory of all measures of a dataset, as a line of JSON. Runs in any checkout's Python.

CHECKOUT/.venv/bin/python benchmarks/measures.py DATASET [STEP …]

The steps are measure (every measure by report and item), trend, and pool (by year); all three where
none is named. `processors` are the seconds of both threads and cores together, `megabytes` the most
that the process held.
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

    steps = {
        "measure": measure,
        "trend": trend,
        "pool": lambda data, key: measure(data, key, by=["year"]),
    }
    start, processors = time.perf_counter(), time.process_time()
    dataset = load(words[0])
    rows, slowest, refused = 0, ("", 0.0), []
    for key in measures():
        begin = time.process_time()
        for step in words[1:] or steps:
            try:
                rows += steps[step](dataset, key).height
            except UsageError as error:
                refused.append(f"{key}: {error}")
        slowest = max(slowest, (key, time.process_time() - begin), key=lambda pair: pair[1])
    found = {
        "measures": len(measures()),
        "seconds": round(time.perf_counter() - start, 2),
        "processors": round(time.process_time() - processors, 2),
        "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "rows": rows,
        "slowest": slowest[0],
        "slowest_processors": round(slowest[1], 2),
        "refused": len(refused),
    }
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
