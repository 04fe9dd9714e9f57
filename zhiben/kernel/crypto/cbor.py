"""CBOR as far as signed codes need it (RFC 8949): whole numbers, bytes, text, arrays, maps, tags; nothing else.

There is exactly one way to write a value: shortest heads, definite lengths. What is written differently is refused, so
that a signed code cannot be respelled.
"""

import struct
from dataclasses import dataclass
from typing import Any, Final

DEEPEST: Final = 8
UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG = range(7)
WIDTHS: Final = ((24, ">B"), (25, ">H"), (26, ">I"), (27, ">Q"))


class NotCanonical(ValueError):
    """Not CBOR, or not as we write it."""


@dataclass(frozen=True)
class Tagged:
    number: int
    value: Any


def encode(value: Any) -> bytes:
    """Maps keep the order they are given in."""
    match value:
        case bool():
            raise TypeError("no booleans")
        case int():
            return _head(UNSIGNED, value) if value >= 0 else _head(NEGATIVE, -1 - value)
        case bytes():
            return _head(BYTES, len(value)) + value
        case str():
            text = value.encode()
            return _head(TEXT, len(text)) + text
        case list() | tuple():
            return _head(ARRAY, len(value)) + b"".join(map(encode, value))
        case dict():
            return _head(MAP, len(value)) + b"".join(encode(k) + encode(v) for k, v in value.items())
        case Tagged():
            return _head(TAG, value.number) + encode(value.value)
    raise TypeError(f"{type(value).__name__} is not written")


def decode(data: bytes) -> Any:
    """The one value that ``data`` is. Raises NotCanonical."""
    try:
        value, end = _value(data, 0, 0)
    except (IndexError, struct.error, UnicodeDecodeError) as broken:
        raise NotCanonical("broken off, or not text") from broken
    if end != len(data):
        raise NotCanonical("more after the end")
    if encode(value) != data:
        raise NotCanonical("written in another way")
    return value


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    for mark, form in WIDTHS:
        if number < 1 << (8 * struct.calcsize(form)):
            return bytes([kind << 5 | mark]) + struct.pack(form, number)
    raise OverflowError("more than 64 bits")


def _value(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    kind, number, at = _number(data, at)
    if kind in (BYTES, TEXT):
        body = data[at : at + number]
        if len(body) != number:
            raise NotCanonical("broken off")
        return (body if kind == BYTES else body.decode()), at + number
    if kind in (ARRAY, MAP, TAG):
        if depth == DEEPEST or (number > len(data) and kind != TAG):
            raise NotCanonical("too deep, or too many")
        return _compound(kind, number, data, at, depth + 1)
    return (number if kind == UNSIGNED else -1 - number), at


def _number(data: bytes, at: int) -> tuple[int, int, int]:
    kind, short = data[at] >> 5, data[at] & 31
    at += 1
    if kind > TAG or short > 27:
        raise NotCanonical("a kind that is not used")
    if short < 24:
        return kind, short, at
    form = WIDTHS[short - 24][1]
    return kind, struct.unpack_from(form, data, at)[0], at + struct.calcsize(form)


def _compound(kind: int, number: int, data: bytes, at: int, depth: int) -> tuple[Any, int]:
    if kind == TAG:
        value, at = _value(data, at, depth)
        return Tagged(number, value), at
    found: list[Any] = []
    for _ in range(number * (2 if kind == MAP else 1)):
        value, at = _value(data, at, depth)
        found.append(value)
    if kind == ARRAY:
        return found, at
    keys = found[::2]
    if not all(isinstance(key, int | str) for key in keys) or len(set(keys)) != len(keys):
        raise NotCanonical("keys")
    return dict(zip(keys, found[1::2], strict=True)), at
