"""Damaged files: a few bytes changed, cut or doubled, and damaged XML inside an archive that is whole."""

import io
import random
import zipfile
from collections.abc import Iterator


def mutate_bytes(data: bytes, seed: int, count: int) -> Iterator[bytes]:
    """Yields `count` damaged copies."""
    chance = random.Random(seed)
    for _ in range(count):
        damaged = bytearray(data)
        for _ in range(chance.randint(1, 20)):
            place = chance.randrange(len(damaged))
            match chance.randrange(4):
                case 0:
                    damaged[place] = chance.randrange(256)
                case 1:
                    del damaged[place : place + chance.randint(1, 200)]
                case 2:
                    damaged[place:place] = damaged[place : place + chance.randint(1, 200)]
                case _:
                    damaged = damaged[: max(1, place)] if chance.random() < 0.1 else damaged
            if not damaged:
                damaged = bytearray(b"P")
        yield bytes(damaged)


def mutate_parts(data: bytes, seed: int, count: int) -> Iterator[bytes]:
    """Yields archives whose parts were damaged before they were packed, so that the parsers of XML meet the damage."""
    chance = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for turn in range(count):
        changed = dict(parts)
        name = chance.choice(sorted(parts))
        if chance.random() < 0.2:
            del changed[name]
        else:
            changed[name] = _swap_words(parts[name], chance) if turn % 2 else next(mutate_bytes(parts[name], turn, 1))
        yield pack(changed)


def _swap_words(data: bytes, chance: random.Random) -> bytes:
    """XML that still parses and says something else: another number, another element."""
    old, new = chance.choice(
        (
            (b'w:val="1"', b'w:val="-7"'),
            (b'w:val="2"', b'w:val="99999999999"'),
            (b"<w:tr>", b"<w:tbl>"),
            (b"</w:tr>", b"</w:tbl>"),
            (b"w:tc", b"w:tr"),
            (b"w:body", b"w:x"),
            (b'ref="A', b'ref="ZZZZ'),
            (b'r="', b'r="0'),
            (b"<v>", b"<v>x"),
            (b't="s"', b't="d"'),
            (b"main+xml", b"x+xml"),
            (b"rId", b"rX"),
        )
    )
    return data.replace(old, new)


def pack(parts: dict[str, bytes]) -> bytes:
    """Returns a ZIP archive of the parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Returns the parts of a ZIP archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
