"""Published status lists (W3C Bitstring Status List), signed, two bits an entry: suspended is told from ended.

A list has 131,072 entries at least, and places are given out in an order that only the platform knows, so that neither
its length nor a neighbour says anything about a holder.
"""

import gzip
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from threading import Lock
from typing import Any, Final

from django.conf import settings
from django.db import connection

from zhiben.domains.certificates.models import Proof
from zhiben.domains.certificates.proofs.claims import genuine_host
from zhiben.domains.certificates.terms import CertificateKind, ProofStatus
from zhiben.kernel.crypto.cose import PREFIX
from zhiben.kernel.crypto.keys import index_key
from zhiben.kernel.crypto.signing import KeySet, Signer, base64url, key_set

ENTRIES: Final = 131_072
BITS: Final = 2
SLOT: Final = 600  # seconds in which an unchanged list stays the same to the byte, whichever process made it
KEPT: Final = 5.0  # seconds a process answers from memory
STALE_AFTER: Final = 7 * 86_400  # seconds after which a device no longer accepts anything by its kept lists
MOST_KEPT: Final = 64
REASONS: Final = {
    ProofStatus.GOOD: "",
    ProofStatus.SUSPENDED: "证书被发证机关暂扣，暂扣期间不得使用。",
    ProofStatus.ENDED: "证书已被吊销、撤销、撤回或注销。",
    ProofStatus.REPLACED: "证书已延续、变更或换发，这个二维码不再有效，请出示新的。",
}


@dataclass(frozen=True)
class Published:
    """Bytes as they go out, with a tag that changes whenever they do."""

    body: bytes
    tag: str


_made: dict[tuple[int, int, bytes], tuple[float, Published]] = {}
_lock = Lock()


def place_of(ordinal: int) -> tuple[int, int]:
    """List and index of the proof with this running number: every place of a list once, in a secret order."""
    list_no, nth = divmod(ordinal - 1, ENTRIES)
    step, start = _order(list_no, index_key())
    return list_no + 1, (nth * step + start) % ENTRIES


def lists_in_use() -> int:
    """How many lists there are; at least one."""
    with connection.cursor() as cursor:
        cursor.execute("select max(list_no) from certificates_proof")
        row = cursor.fetchone()
    return int(row[0] or 1) if row else 1


def status_list(list_no: int, *, at: datetime) -> Published | None:
    """The signed list; None when there is none of that number."""
    signer = key_set().current
    slot = int(at.timestamp()) // SLOT
    name = (list_no, slot, signer.key_id)
    kept = _made.get(name)
    if kept and time.monotonic() - kept[0] < KEPT:
        return kept[1]
    if not 1 <= list_no <= lists_in_use():
        return None
    made = _published(_signed_list(list_no, _bits(list_no), slot * SLOT, signer))
    with _lock:
        if len(_made) >= MOST_KEPT:
            _made.clear()
        _made[name] = (time.monotonic(), made)
    return made


def published_keys() -> Published:
    """The public key set (RFC 7517) and what a verifier has to know besides."""
    return _published(json.dumps(_about(key_set()), ensure_ascii=False, sort_keys=True).encode())


def forget_lists() -> None:
    """Tests: the next answer is made anew."""
    _made.clear()


def _about(keys: KeySet) -> dict[str, Any]:
    return {
        "host": genuine_host(),
        "prefix": PREFIX,
        "keys": [key.published() for key in keys.known.values()],
        "withdrawn": sorted(base64url(key_id) for key_id in keys.withdrawn),
        "lists": lists_in_use(),
        "list_url": f"{settings.BASE_URL}/verify/status/{{list}}",
        "stale_after": STALE_AFTER,
        "kinds": dict(CertificateKind.choices),
        "statuses": {status.value: [status.label, REASONS[status]] for status in ProofStatus},
    }


@lru_cache(maxsize=64)
def _order(list_no: int, key: bytes) -> tuple[int, int]:
    """An odd step goes through all places of a list before it comes back."""
    secret = hmac.new(key, f"status-list/{list_no}".encode(), hashlib.sha256).digest()
    return int.from_bytes(secret[:4], "big") | 1, int.from_bytes(secret[4:8], "big")


def _bits(list_no: int) -> bytes:
    """The first entry stands in the highest bits of the first byte."""
    found = bytearray(ENTRIES * BITS // 8)
    rows = Proof.objects.filter(list_no=list_no, status__gt=ProofStatus.GOOD).values_list("index", "status")
    for index, status in rows.iterator(chunk_size=20_000):
        found[index >> 2] |= status << (6 - 2 * (index & 3))
    return bytes(found)


def _signed_list(list_no: int, bits: bytes, since: int, signer: Signer) -> bytes:
    """A credential secured as a compact JWS. Same bits, same slot, same key: same bytes."""
    address = f"{settings.BASE_URL}/verify/status/{list_no}"
    begins = datetime.fromtimestamp(since, UTC)
    credential = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": settings.BASE_URL,
        "validFrom": _moment(begins),
        "validUntil": _moment(begins + timedelta(seconds=STALE_AFTER)),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "message",
            "statusSize": BITS,
            "statusMessages": [{"status": f"0x{one.value:x}", "message": one.label} for one in ProofStatus],
            "ttl": 30_000,
            "encodedList": "u" + base64url(gzip.compress(bits, 9, mtime=0)),
        },
    }
    head = {"alg": signer.name, "kid": base64url(signer.key_id), "typ": "vc+jwt"}
    text = ".".join(base64url(json.dumps(part, ensure_ascii=False).encode()) for part in (head, credential))
    return f"{text}.{base64url(signer.sign(text.encode()))}".encode()


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _published(body: bytes) -> Published:
    return Published(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
