"""Encryption of fields and files, look-up without plaintext, masks. Algorithm and key id travel in the ciphertext."""

from zhiben.kernel.crypto.index import blind_index
from zhiben.kernel.crypto.masks import mask_id_number, mask_name, mask_phone
from zhiben.kernel.crypto.sealing import open_sealed, seal

__all__ = ["blind_index", "mask_id_number", "mask_name", "mask_phone", "open_sealed", "seal"]
