"""Colours of standings, requests and progress."""

from typing import Final

from zhiben.domains.certificates.terms import CertificateState as C
from zhiben.domains.certificates.terms import ItemState, RequestState, Standing

TONES: Final[dict[str, str]] = {
    Standing.VALID: "green", Standing.EXPIRING: "yellow", Standing.NOT_YET: "blue", Standing.EXPIRED: "red",
    Standing.SUSPENDED: "orange", Standing.REVOKED_PENALTY: "red", Standing.REVOKED_GRANT: "red",
    Standing.WITHDRAWN: "red", Standing.CANCELLED: "",
}  # fmt: skip
STATE_TONES: Final[dict[str, str]] = {
    C.VALID: "green", C.SUSPENDED: "orange", C.REVOKED_PENALTY: "red", C.REVOKED_GRANT: "red", C.WITHDRAWN: "red",
}  # fmt: skip
REQUEST_TONES: Final[dict[str, str]] = {RequestState.ASKED: "yellow", RequestState.DECIDED: "green"}
ITEM_TONES: Final[dict[str, str]] = {ItemState.WAITING: "yellow", ItemState.DONE: "green"}
WARNING_TONES: Final[dict[str, str]] = {"已过期": "red"}
