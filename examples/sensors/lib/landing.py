"""Where raw files are landed: beside the project, unless LANDING says otherwise (on Databricks a volume)."""

import os
from pathlib import Path


def folder(name: str) -> str:
    beside = Path(__file__).resolve().parent.parent / "data"
    return str(Path(os.environ.get("LANDING", beside)) / name)
