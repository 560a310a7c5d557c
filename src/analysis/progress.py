"""Progress bars: on a terminal and in a notebook, nothing in a log."""

from __future__ import annotations

import logging
import sys
from typing import Any


def progress_bar(total: int, label: str, unit: str = "") -> Any:
    """Return a bar of tqdm over `total` steps, as a context manager with `update(steps)`.

    It is silent where standard error is neither a terminal nor a notebook, and with -q. Plain tqdm
    draws in a notebook as well and needs no widgets. `TQDM_DISABLE=1` silences the bars of
    notebooks: what is executed for a page carries no rates and times.
    """
    from tqdm import tqdm  # which `show` does without

    # Without `disable`, tqdm looks at TQDM_DISABLE.
    is_quiet = logging.getLogger("analysis").level > logging.WARNING
    options = {} if _is_notebook() else {"disable": is_quiet or None}
    return tqdm(total=total, desc=label, unit=unit or "it", leave=False, **options)


def _is_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return hasattr(shell, "kernel")
