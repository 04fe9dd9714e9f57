"""The two authenticated ciphers: AES-256-GCM and SM4-GCM. Each has a permanent number that stands in the ciphertext."""

import os
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import BlockCipherAlgorithm, Cipher, algorithms, modes

NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16


class NotAuthentic(Exception):
    """The ciphertext was changed, cut, or sealed under another key."""


@dataclass(frozen=True)
class Gcm:
    number: int
    name: str
    key_bytes: int
    algorithm: type[BlockCipherAlgorithm]

    def encrypt(self, key: bytes, data: bytes, bound: bytes) -> bytes:
        """Nonce, ciphertext and tag; ``bound`` is authenticated with it."""
        nonce = os.urandom(NONCE_BYTES)
        worker = Cipher(self.algorithm(key), modes.GCM(nonce)).encryptor()  # type: ignore[call-arg]
        worker.authenticate_additional_data(bound)
        return nonce + worker.update(data) + worker.finalize() + worker.tag

    def decrypt(self, key: bytes, sealed: bytes, bound: bytes) -> bytes:
        if len(sealed) < NONCE_BYTES + TAG_BYTES:
            raise NotAuthentic("too short")
        nonce, body, tag = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:-TAG_BYTES], sealed[-TAG_BYTES:]
        worker = Cipher(self.algorithm(key), modes.GCM(nonce, tag)).decryptor()  # type: ignore[call-arg]
        worker.authenticate_additional_data(bound)
        try:
            return worker.update(body) + worker.finalize()
        except InvalidTag as wrong:
            raise NotAuthentic("tag does not match") from wrong


AES: Final = Gcm(1, "aes", 32, algorithms.AES)
SM4_GCM: Final = Gcm(2, "sm4", 16, algorithms.SM4)
CIPHERS: Final = {c.number: c for c in (AES, SM4_GCM)}
BY_NAME: Final = {c.name: c for c in (AES, SM4_GCM)}
