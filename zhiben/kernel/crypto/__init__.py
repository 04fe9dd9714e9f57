"""Encryption of fields and files, look-up without plaintext, masks. Algorithm and key id travel in the ciphertext."""

from zhiben.kernel.crypto.index import blind_index, indexer
from zhiben.kernel.crypto.masks import mask_account, mask_address, mask_id_number, mask_name, mask_numbers, mask_phone
from zhiben.kernel.crypto.sealing import open_sealed, seal, sealer

__all__ = [
    "blind_index", "indexer", "mask_account", "mask_address", "mask_id_number", "mask_name",
    "mask_numbers", "mask_phone", "open_sealed", "seal", "sealer",
]  # fmt: skip
