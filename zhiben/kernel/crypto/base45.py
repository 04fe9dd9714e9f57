"""Base45 (RFC 9285): bytes in the 45 characters that a QR code stores most tightly."""

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
VALUES: Final = {character: number for number, character in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    found = []
    for at in range(0, len(data) - 1, 2):
        high, rest = divmod(data[at] << 8 | data[at + 1], 45 * 45)
        middle, low = divmod(rest, 45)
        found += [ALPHABET[low], ALPHABET[middle], ALPHABET[high]]
    if len(data) % 2:
        middle, low = divmod(data[-1], 45)
        found += [ALPHABET[low], ALPHABET[middle]]
    return "".join(found)


def decode(text: str) -> bytes:
    """Raises ValueError for what no bytes are written as."""
    try:
        digits = [VALUES[character] for character in text]
    except KeyError as unknown:
        raise ValueError("a character that is not used") from unknown
    found = bytearray()
    for at in range(0, len(digits), 3):
        group = digits[at : at + 3]
        number = sum(digit * 45**place for place, digit in enumerate(group))
        size = len(group) - 1
        if size == 0 or number >= 256**size:
            raise ValueError("a group that means nothing")
        found += number.to_bytes(size, "big")
    return bytes(found)
