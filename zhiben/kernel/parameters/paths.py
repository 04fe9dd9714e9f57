"""Paths of divisions as far as parameters need them. Pure."""

from typing import Final

NATION: Final = "000000"
MUNICIPALITIES: Final = ("11", "12", "31", "50")
STRAIGHT_UNDER_PROVINCE: Final = "90"


def paths_above(path: str) -> list[str]:
    """``"35.3501."`` → ``["", "35.", "35.3501."]``."""
    parts = path.split(".")[:-1]
    return ["".join(f"{p}." for p in parts[:n]) for n in range(len(parts) + 1)]


def path_of_code(code: str) -> str:
    """``"350102"`` → ``"35.3501.350102."``, ``"469002"`` → ``"46.469002."``, ``"000000"`` → ``""``.

    Counties straight under a province, and those of municipalities, have no city on their path.
    """
    if code == NATION:
        return ""
    province, city = f"{code[:2]}.", f"{code[:4]}."
    if code[2:] == "0000":
        return province
    if code[2:4] == STRAIGHT_UNDER_PROVINCE or code[:2] in MUNICIPALITIES:
        return f"{province}{code}."
    return province + city if code[4:] == "00" else f"{province}{city}{code}."
