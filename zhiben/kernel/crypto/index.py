"""Find an encrypted value without decrypting any: a keyed digest of it."""

import hashlib
import hmac
from collections.abc import Callable

from zhiben.kernel.crypto.keys import index_key


def blind_index(text: str, *, purpose: str) -> str:
    """64 hex digits for a value; empty for an empty one. ``purpose`` keeps equal values of two fields apart.

    The caller cleans the value first: two spellings have two digests.
    """
    if not text:
        return ""
    return hmac.new(index_key(), purpose.encode() + b"\0" + text.encode(), hashlib.sha256).hexdigest()


def indexer(purpose: str) -> Callable[[str], str]:
    """``blind_index`` for very many values of one field in a row: the key is looked up once."""
    begun = hmac.new(index_key(), purpose.encode() + b"\0", hashlib.sha256)

    def index(text: str) -> str:
        if not text:
            return ""
        one = begun.copy()
        one.update(text.encode())
        return one.hexdigest()

    return index
