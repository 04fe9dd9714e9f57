"""Where the code and the data are."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def data_folder(given: Path | None) -> Path:
    """``--data``, else ``ZHIBEN_DATA``, else ``var`` beside the code."""
    return (given or Path(os.environ.get("ZHIBEN_DATA") or ROOT / "var")).resolve()
