"""DER: the few words of ASN.1 a signature container is written in, and its parts taken one by one.

asn1crypto reads such things well, but passes over what it does not expect; and it writes a container in 25 ms,
because each part of it is put into bytes once for every part around it.
"""

SEQUENCE = 0x30
SET = 0x31
INTEGER = 0x02
OCTET_STRING = 0x04
OBJECT_IDENTIFIER = 0x06
GENERALIZED_TIME = 0x18
CONTEXT = 0xA0


def value(tag: int, *parts: bytes) -> bytes:
    """Write one value: its tag, its length, its parts in the order given."""
    content = b"".join(parts)
    return bytes([tag]) + _length(len(content)) + content


def sequence(*parts: bytes) -> bytes:
    return value(SEQUENCE, *parts)


def set_of(*parts: bytes, tag: int = SET) -> bytes:
    """Write a set; DER wants its members sorted by their bytes."""
    return value(tag, *sorted(parts))


def explicit(number: int, *parts: bytes) -> bytes:
    """Write parts under a context tag: [number]."""
    return value(CONTEXT + number, *parts)


def integer(number: int) -> bytes:
    """Write a number that is not negative."""
    return value(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def identifier(dotted: str) -> bytes:
    """Write an object identifier."""
    first, second, *rest = (int(part) for part in dotted.split("."))
    return value(OBJECT_IDENTIFIER, *(_base_128(number) for number in (first * 40 + second, *rest)))


def first(data: bytes) -> bytes:
    """Return the value `data` begins with, tag and length included; raise ValueError when there is none."""
    _, end = _span(data, 0)
    return data[:end]


def parts(value: bytes, tag: int = SEQUENCE) -> list[bytes]:
    """Return the values one of this tag is made of, which fill it exactly; else raise ValueError."""
    at, end = _span(value, 0)
    if value[0] != tag:
        raise ValueError("another kind of value")
    found = []
    while at < end:
        _, following = _span(value, at)
        found.append(value[at:following])
        at = following
    if at != len(value):
        raise ValueError("the parts do not fill the whole")
    return found


def _span(data: bytes, at: int) -> tuple[int, int]:
    """Where the content of the value at `at` begins and ends; DER has one form for each length."""
    if at + 2 > len(data) or data[at] & 0x1F == 0x1F:
        raise ValueError("no value there")
    length, start = data[at + 1], at + 2
    if length >= 0x80:
        start += length - 0x80
        length = int.from_bytes(data[at + 2 : start], "big")
    if data[at + 1 : start] != _length(length) or start + length > len(data):
        raise ValueError("not the length of this value")
    return start, start + length


def _length(length: int) -> bytes:
    if length < 0x80:
        return bytes([length])
    digits = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([0x80 + len(digits)]) + digits


def _base_128(number: int) -> bytes:
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(number & 0x7F | 0x80)
    return bytes(reversed(digits))
