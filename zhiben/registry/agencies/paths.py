"""How a division's path follows from its code and its parent's path. Pure."""

from typing import Final

from zhiben.registry.agencies.terms import Level

NATION: Final = "000000"
_DIGITS: Final = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6, Level.ZONE: 6}


def path_of(code: str, level: str, parent_path: str) -> str:
    """``("350102", "county", "35.3501.")`` → ``"35.3501.350102."``; the nation's path is empty."""
    if code == NATION:
        return ""
    return f"{parent_path}{code[: _DIGITS[Level(level)]]}."


def codes_on(path: str) -> tuple[str, str, str]:
    """Codes of province, city and county (or zone) on a path; empty where there is none."""
    segments = path.split(".")[:-1]
    by_length = {len(segment): segment.ljust(6, "0") for segment in segments}
    return by_length.get(2, ""), by_length.get(4, ""), by_length.get(6, "")


def code_of(path: str) -> str:
    """The code of the division at a path."""
    return path.rstrip(".").rpartition(".")[2].ljust(6, "0")
