"""Sealed values open to themselves, under either cipher, and not at all once touched."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from zhiben.kernel.crypto import blind_index, mask_id_number, mask_name, mask_phone, open_sealed, seal
from zhiben.kernel.crypto.ciphers import NotAuthentic
from zhiben.kernel.crypto.keys import KeyMissing, add_field_key, ensure_keys, keys_folder
from zhiben.kernel.crypto.sealing import new_file_key, open_file, seal_file


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    ensure_keys()


@given(text=st.text(max_size=200))
@hypothesis_settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_sealed_opens_again(text: str) -> None:
    assert open_sealed(seal(text)) == text


def test_equal_values_have_different_ciphertexts_and_one_index() -> None:
    assert seal("11010519491231002X") != seal("11010519491231002X")
    assert blind_index("11010519491231002X", purpose="id") == blind_index("11010519491231002X", purpose="id")
    assert blind_index("11010519491231002X", purpose="id") != blind_index("11010519491231002X", purpose="phone")
    assert blind_index("", purpose="id") == ""


def test_every_changed_byte_is_noticed() -> None:
    sealed = seal("13800001234")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises((NotAuthentic, KeyMissing)):
            open_sealed(bytes(changed))
    with pytest.raises(NotAuthentic):
        open_sealed(sealed[:-1])
    with pytest.raises(NotAuthentic):
        open_sealed(b"")


def test_ciphers_and_keys_can_change_while_old_values_stay_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    old = seal("第一把钥匙")
    monkeypatch.setenv("ZHIBEN_CIPHER", "sm4")
    sm4 = seal("国密")
    assert add_field_key() == 2
    newer = seal("第二把钥匙")
    monkeypatch.setenv("ZHIBEN_CIPHER", "aes")
    assert (old[1], sm4[1], newer[1]) == (1, 2, 2)
    assert (old[3], sm4[3], newer[3]) == (1, 1, 2)
    assert [open_sealed(v) for v in (old, sm4, newer)] == ["第一把钥匙", "国密", "第二把钥匙"]


def test_keys_are_made_once_and_only_the_account_reads_them() -> None:
    before = {p.name: p.read_text() for p in keys_folder().iterdir()}
    ensure_keys()
    assert {p.name: p.read_text() for p in keys_folder().iterdir()} == before
    assert set(before) == {"field-0001.key", "index.key"}
    assert {p.stat().st_mode & 0o777 for p in keys_folder().iterdir()} == {0o600}


def test_a_lost_key_is_an_error_and_not_replaced() -> None:
    (keys_folder() / "field-0001.key").unlink()
    with pytest.raises(KeyMissing):
        seal("x")
    assert [p.name for p in keys_folder().iterdir()] == ["index.key"]


def test_a_file_key_opens_only_its_own_file() -> None:
    key, other = new_file_key(), new_file_key()
    sealed = seal_file(b"photo", key)
    assert b"photo" not in sealed
    assert open_file(sealed, key) == b"photo"
    with pytest.raises(NotAuthentic):
        open_file(sealed, other)


@pytest.mark.parametrize(
    ("masked", "shown"),
    [
        (mask_id_number("11010519491231002X"), "110***********002X"),
        (mask_id_number("E12345678"), "E******78"),
        (mask_id_number(""), ""),
        (mask_phone("13800001234"), "138****1234"),
        (mask_phone("8765432"), "*****32"),
        (mask_name("欧阳青"), "欧**"),
        (mask_name(""), ""),
    ],
)
def test_masks(masked: str, shown: str) -> None:
    assert masked == shown
