"""Write the gallery of figures, every family with the call that draws it: `python docs/gallery.py`.

Families that need many issuers are drawn from the made frames of the tests, and the page says so.
"""

import importlib.util
import shutil
import tempfile
from pathlib import Path

import analysis
from analysis import figures, metrics

ROOT = Path(__file__).resolve().parents[1]
PAGE, FOLDER = ROOT / "docs" / "gallery.md", ROOT / "docs" / "gallery"
INTRODUCTION = """# Gallery

Every family of figures with the call that draws it. `data = analysis.load("data/processed")`;
families marked *made numbers* need more issuers than the bundled reports have, and show invented ones.
All are drawn in Chinese and English, one column or one page wide (`width="single"`), with the
plotted data and the caption beside them. `figures.catalogue()` lists the measures of each family.
Written by `python docs/gallery.py`.
"""
# family: the rows that it draws, as code; made rows as `family: code` in MADE.
CALLS = {
    "rate": 'metrics.measure(data, "disclosure_rate")',
    "change": 'metrics.change(data, "received"), metrics.printed_growth(data)',
    "counts": 'metrics.trend(data, "received")',
    "outcomes": 'metrics.measure(data, "outcome_shares")',
    "grounds": 'metrics.measure(data, "refusal_nature")',
    "applicants": 'metrics.measure(data, "applicant_mix")',
    "flow": 'metrics.measure(data, "outcome_counts")',
    "disputes": 'metrics.measure(data, "dispute_results"), '
    'metrics.measure(data, "correction_rate")',
    "identities": "metrics.check_matrix(data)",
    "coverage": 'metrics.trend(data, "received")',
    "rate_trend": 'metrics.measure(data, "disclosure_rate", by=["year"])',
    "distribution": 'metrics.measure(data, "litigation_rate")',
    "heat": 'metrics.measure(data, "disclosure_rate")',
    "funnel": 'metrics.measure(data, "disclosure_rate")',
    "provinces": 'metrics.measure(data, "disclosure_rate", by=["province"])',
}
MADE = {
    "rate_trend": 'frames.pooled("disclosure_rate", ["year"], 240)',
    "distribution": 'frames.measured("litigation_rate", 160)',
    "heat": 'frames.measured("disclosure_rate", 30, range(2016, 2023))',
    "funnel": 'frames.measured("disclosure_rate", 160)',
    "provinces": 'frames.pooled("disclosure_rate", ["province"], 104)',
}


def made_frames() -> object:
    """The module of the tests that makes result frames."""
    path = ROOT / "tests" / "figures" / "frames.py"
    spec = importlib.util.spec_from_file_location("made_frames", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_gallery(page: Path, folder: Path) -> None:
    """The page, and a figure of every family below `folder`, from a dataset built for it."""
    with tempfile.TemporaryDirectory() as temporary:
        data = analysis.build(ROOT / "data" / "raw", out=Path(temporary) / "data")
        data = analysis.load(Path(temporary) / "data")
        known = {"data": data, "metrics": metrics, "frames": made_frames()}
        parts = [INTRODUCTION]
        for family, entry in figures.catalogue().items():
            rows = eval(f"({MADE.get(family, CALLS[family])},)", known)
            done = figures.publish(
                family,
                *rows,
                out=temporary,
                lang="en",
                formats="svg",
                names=figures.english_names(),
            )
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(temporary) / f"{family}-en.svg", folder / f"{family}.svg")
            made = " *(made numbers)*" if family in MADE else ""
            parts.append(
                f"## `{family}`: {entry.en['title']}{made}\n\n"
                f"![{family}](gallery/{family}.svg)\n\n{done.caption}\n\n"
                f'```python\nfigures.publish("{family}", {CALLS[family]}, out="figures")\n```\n'
            )
    page.write_text("\n".join(parts), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_gallery(PAGE, FOLDER)
    print(f"wrote {PAGE}")
