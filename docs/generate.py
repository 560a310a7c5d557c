"""Write the generated documentation: `python docs/generate.py`."""

from pathlib import Path

from analysis.checks import listed
from analysis.frames.dictionary import markdown
from analysis.metrics import describe_measures

TARGET = Path(__file__).with_name("data-dictionary.md")


def dictionary() -> str:
    """The data dictionary, from the schemas, the forms, the checks and the measures."""
    return markdown(measures=describe_measures(), checks=listed())


if __name__ == "__main__":
    TARGET.write_text(dictionary(), encoding="utf-8", newline="\n")
    print(f"wrote {TARGET}")
