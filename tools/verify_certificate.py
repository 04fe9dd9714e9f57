"""Check a certificate: verify_certificate.py KEYS.json LIST.jws "ZB1:…" (from /verify/keys and /verify/status/<n>)."""

import gzip
import json
import sys
import time
import zlib
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

AB, FRAME = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", (b"\xd2\x84", b"\xa0", b"\x58\x40", b"\x78\x01\x01")


def plain(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def cbor(data: bytes, at: int) -> tuple[Any, int]:
    kind, short, at = data[at] >> 5, data[at] & 31, at + 1
    end = at + (0 if short < 24 else 1 << (short - 24))
    number, at = (int.from_bytes(data[at:end], "big") if end > at else short), end
    if kind < 4:
        text = data[at : at + number] if kind > 1 else b""
        return (number, -1 - number, text, text.decode(errors="replace"))[kind], at + len(text)
    items: list[Any] = []
    for _ in range(number * (kind - 3)):
        item, at = cbor(data, at)
        items.append(item)
    return (items if kind == 4 else dict(zip(items[::2], items[1::2], strict=True))), at


def check(keys: dict[str, Any], listed: str, text: str) -> tuple[str, dict[int, Any]]:
    """Standing and content; any exception means that nothing is proved."""
    public = {plain(k["kid"]): Ed25519PublicKey.from_public_bytes(plain(k["x"])) for k in keys["keys"]}
    groups = [[AB.index(c) for c in text[at : at + 3]] for at in range(len(keys["prefix"]), len(text), 3)]
    packed = b"".join(sum(v * 45**n for n, v in enumerate(g)).to_bytes(len(g) - 1 or -1, "big") for g in groups)
    head, ends = cbor(message := zlib.decompress(packed), 2)
    payload, last = cbor(message, ends + 1)
    only = (message[:2], message[ends : ends + 1], message[last : last + 2], packed[:3]) == FRAME  # one spelling
    if not only or len(packed) - 11 != len(message) or len(message) != last + 66 or text[:4] != keys["prefix"]:
        raise ValueError("not as the platform writes it")
    signed = b"\x84\x6aSignature1" + message[2:ends] + b"\x40" + message[ends + 1 : last]
    public[cbor(head, 0)[0][4]].verify(message[-64:], signed)
    claims, parts = cbor(payload, 0)[0], listed.strip().split(".")
    public[plain(json.loads(plain(parts[0]))["kid"])].verify(plain(parts[2]), ".".join(parts[:2]).encode())
    own, said, now = claims[-65537], json.loads(plain(parts[1])), time.time()
    old = said["validUntil"] < time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    if old or not said["id"].endswith(f"/verify/status/{own[1]}") or claims[1] != keys["host"]:
        raise ValueError("another list, another platform, or a list that is too old")
    bits = gzip.decompress(plain(said["credentialSubject"]["encodedList"][1:]))
    status, dated = bits[own[2] // 4] >> (6 - 2 * (own[2] % 4)) & 3, claims.get(5, 0) <= now < claims.get(4, 2**40)
    return (keys["statuses"][str(status)][0] if status or dated else "不在有效期内"), own


if __name__ == "__main__":
    standing, facts = check(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2]).read_text(), sys.argv[3])
    sys.exit(print(standing, *list(facts.values())[2:]) or standing != "有效")
