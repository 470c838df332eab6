"""How long a recording is, read from its container and not from its sound. No I/O.

Sources: RFC 3533 and 7845 (Ogg, Opus), Vorbis I, ISO 14496-12 (the family of MP4), RFC 4867 (AMR), the WAVE format, and
ISO 11172-3 with the Xing header (MP3). Whoever sends a file chose its content: what does not add up has no length.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping

_MAX_SECONDS = 24 * 3600
_MAX_BOXES = 1_000
_TAIL = 131_072  # the last page of an Ogg file, which has 65,307 bytes at most, begins in it

_AMR_SIZES = (13, 14, 16, 18, 20, 21, 27, 32, 6)  # of a frame with its first byte, by type
_AMR_WIDE_SIZES = (18, 24, 33, 37, 41, 47, 51, 59, 61, 6)
_FRAMES_PER_SECOND = 50

_MP3_BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # kbit/s: MPEG 1, layer 3
_MP3_LOWER_BITRATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)  # MPEG 2 and 2.5
_MP3_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def seconds(extension: str, content: bytes) -> int | None:
    """Return how many seconds a recording of that kind lasts; None where its container does not say."""
    read = _READERS.get(extension)
    try:
        found = read(content) if read else None
    except (struct.error, IndexError, ZeroDivisionError):
        return None
    return max(1, round(found)) if found and 0 < found <= _MAX_SECONDS else None


def _ogg(content: bytes) -> float | None:
    start = content.find(b"OpusHead", 0, 512)
    if start >= 0:
        rate, skipped = 48_000, int.from_bytes(content[start + 10 : start + 12], "little")
    else:
        start = content.find(b"\x01vorbis", 0, 512)
        if start < 0:
            return None
        (rate,), skipped = struct.unpack_from("<I", content, start + 12), 0
    last = content.rfind(b"OggS", max(0, len(content) - _TAIL))
    (position,) = struct.unpack_from("<q", content, last + 6)
    return float(position - skipped) / rate if last >= 0 else None


def _mp4(content: bytes) -> float | None:
    for kind, start, end in _boxes(content, 0, len(content)):
        if kind == b"moov":
            return next(
                (_of_header(content, at) for inner, at, _ in _boxes(content, start, end) if inner == b"mvhd"),
                None,
            )
    return None


def _of_header(content: bytes, at: int) -> float:
    if content[at] == 1:
        scale, duration = struct.unpack_from(">IQ", content, at + 20)
    else:
        scale, duration = struct.unpack_from(">II", content, at + 12)
    return float(duration) / float(scale)


def _boxes(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield the boxes that lie side by side: kind, and where what each holds begins and ends."""
    for _ in range(_MAX_BOXES):
        if at + 8 > end:
            return
        (size,), kind, head = struct.unpack_from(">I", content, at), content[at + 4 : at + 8], 8
        if size == 1:
            (size,), head = struct.unpack_from(">Q", content, at + 8), 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            return
        yield kind, at + head, at + size
        at += size


def _amr(content: bytes) -> float | None:
    is_wide = content.startswith(b"#!AMR-WB\n")
    sizes, at = (_AMR_WIDE_SIZES, 9) if is_wide else (_AMR_SIZES, 6)
    frames = 0
    while at < len(content):
        kind = content[at] >> 3 & 0xF
        at += sizes[kind] if kind < len(sizes) else 1
        frames += 1
    return frames / _FRAMES_PER_SECOND


def _wav(content: bytes) -> float | None:
    at, rate = 12, 0
    for _ in range(_MAX_BOXES):
        kind, (size,) = content[at : at + 4], struct.unpack_from("<I", content, at + 4)
        if kind == b"fmt ":
            (rate,) = struct.unpack_from("<I", content, at + 16)
        elif kind == b"data":
            return float(min(size, len(content) - at - 8)) / rate
        at += 8 + size + size % 2
    return None


def _mp3(content: bytes) -> float | None:
    at = 0
    if content.startswith(b"ID3"):
        a, b, c, d = content[6:10]
        at = 10 + (a << 21 | b << 14 | c << 7 | d)
    first = _mp3_frame(content, at)
    if first is None:
        return None
    size, samples, rate, bitrate = first
    for word in (b"Xing", b"Info"):
        found = content.find(word, at, at + 64)
        if found >= 0 and content[found + 7] & 1:
            (frames,) = struct.unpack_from(">I", content, found + 8)
            return float(frames) * samples / rate
    second = _mp3_frame(content, at + size)
    if second is None or second[3] != bitrate:
        return None  # its rate varies, and nothing says how long it is
    return (len(content) - at) * 8 / bitrate


def _mp3_frame(content: bytes, at: int) -> tuple[int, int, int, int] | None:
    """Return size, samples, samples in a second and bits in a second of the frame that begins there."""
    (head,) = struct.unpack_from(">I", content, at)
    version, layer, bits, rates = head >> 19 & 3, head >> 17 & 3, head >> 12 & 15, head >> 10 & 3
    if head >> 21 != 0x7FF or version not in _MP3_RATES or layer != 1 or bits in (0, 15) or rates == 3:
        return None
    is_first = version == 3
    bitrate = (_MP3_BITRATES if is_first else _MP3_LOWER_BITRATES)[bits] * 1_000
    samples, rate = 1_152 if is_first else 576, _MP3_RATES[version][rates]
    return samples // 8 * bitrate // rate + (head >> 9 & 1), samples, rate, bitrate


_READERS: Mapping[str, Callable[[bytes], float | None]] = {
    "ogg": _ogg,
    "m4a": _mp4,
    "mp4": _mp4,
    "3gp": _mp4,
    "mov": _mp4,
    "amr": _amr,
    "wav": _wav,
    "mp3": _mp3,
}
EXTENSIONS = tuple(_READERS)
