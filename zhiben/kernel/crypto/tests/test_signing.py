"""Signed codes: what is read back, what is refused, keys that follow each other and keys that are withdrawn."""

import random
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.kernel.crypto import base45, cbor
from zhiben.kernel.crypto.cose import PREFIX, NotProved, pack, read_code, sign_code
from zhiben.kernel.crypto.signing import (
    add_signing_key,
    current_signer,
    key_set,
    withdraw_signing_key,
)

CLAIMS: dict[int, Any] = {
    1: "a.example",
    4: 1900000000,
    6: 1800000000,
    -65537: {1: 1, 2: 70000, 4: "闽建安C2（2024）0000001"},
}


@pytest.fixture(autouse=True)
def own_keys(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path


def why_not(text: str) -> str:
    with pytest.raises(NotProved) as refused:
        read_code(text, key_set().known)
    return refused.value.reason


@given(st.binary(max_size=60))
def test_base45_there_and_back(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


@pytest.mark.parametrize(("data", "text"), [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581")])
def test_base45_as_the_standard_writes_it(data: bytes, text: str) -> None:
    assert base45.encode(data) == text


@pytest.mark.parametrize("text", ["a", "0", "::::", ":::", "00000"[:4]])
def test_base45_refuses_what_no_bytes_are_written_as(text: str) -> None:
    with pytest.raises(ValueError, match="a"):
        base45.decode(text)


@pytest.mark.parametrize(
    ("value", "hexadecimal"),
    [(0, "00"), (24, "1818"), (1000000, "1a000f4240"), (-1000, "3903e7"), (b"\1\2", "420102"), ("水", "63e6b0b4"),
     ([1, [2, 3]], "8201820203"), ({"a": 1, "b": [2]}, "a2616101616281 02".replace(" ", "")),
     (cbor.Tagged(1, 1363896240), "c11a514b67b0")],
)  # fmt: skip
def test_cbor_as_the_standard_writes_it(value: Any, hexadecimal: str) -> None:
    assert cbor.encode(value).hex() == hexadecimal
    assert cbor.decode(bytes.fromhex(hexadecimal)) == value


@pytest.mark.parametrize(
    "hexadecimal", ["1800", "190001", "5f4101ff", "f6", "f4", "a201010102", "8201", "61ff", "0000", "", "9bffffffffffffffff",
                    "81" * 12 + "00"],
)  # fmt: skip
def test_cbor_written_otherwise_is_refused(hexadecimal: str) -> None:
    with pytest.raises(cbor.NotCanonical):
        cbor.decode(bytes.fromhex(hexadecimal))


def test_a_signed_code_is_read_and_is_ordinary_deflate_within() -> None:
    text = sign_code(CLAIMS, current_signer())
    assert read_code(text, key_set().known) == CLAIMS
    inner = zlib.decompress(base45.decode(text.removeprefix(PREFIX)))
    assert inner[0] == 0xD2


def test_another_spelling_of_the_same_bytes_is_refused() -> None:
    text = sign_code(CLAIMS, current_signer())
    inner = zlib.decompress(base45.decode(text.removeprefix(PREFIX)))
    for packed in (zlib.compress(inner, 9), pack(inner) + b"\0"):
        assert why_not(PREFIX + base45.encode(packed)) == "form"
    assert why_not(text.replace(PREFIX, "HC1:")) == "form"
    assert why_not(text + "\n") == "form"


def test_every_character_counts() -> None:
    text, chance = sign_code(CLAIMS, current_signer()), random.Random(5)
    for at in range(len(text)):
        other = chance.choice([c for c in base45.ALPHABET if c != text[at]])
        why_not(text[:at] + other + text[at + 1 :])
        why_not(text[:at])


def test_rotation_keeps_old_codes_and_withdrawal_ends_them() -> None:
    first = sign_code(CLAIMS, current_signer())
    assert add_signing_key() == 2
    second = sign_code(CLAIMS, current_signer())
    assert len(key_set().known) == 2
    assert read_code(first, key_set().known) == read_code(second, key_set().known) == CLAIMS
    withdraw_signing_key(1)
    assert why_not(first) == "key"
    assert read_code(second, key_set().known) == CLAIMS
    withdraw_signing_key(2)
    assert why_not(second) == "key"
    assert read_code(sign_code(CLAIMS, current_signer()), key_set().known) == CLAIMS


def test_key_files_are_for_the_platform_alone(tmp_path: Path) -> None:
    current_signer()
    assert oct((tmp_path / "keys" / "sign-0001.key").stat().st_mode)[-3:] == "600"
