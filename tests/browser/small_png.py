"""Pictures of pages as small PNG files: with a palette of at most 256 colours, each close to what it stands for.

Source: W3C Portable Network Graphics (PNG) Specification, third edition.
"""

from __future__ import annotations

import base64
import struct
import zlib

from playwright.sync_api import BrowserContext

_INDEXED = 3
# The most frequent colours, each at least so far from the others that 256 suffice; every point gets the nearest.
_REDUCE = """async (source) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const {width, height} = image;
  const canvas = new OffscreenCanvas(width, height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const points = canvas.getImageData(0, 0, width, height).data;
  const counts = new Map();
  const at = (place) => points[place] << 16 | points[place + 1] << 8 | points[place + 2];
  for (let place = 0; place < points.length; place += 4) counts.set(at(place), (counts.get(at(place)) ?? 0) + 1);
  const apart = (one, other) => Math.abs((one >> 16) - (other >> 16)) + Math.abs((one >> 8 & 255) - (other >> 8 & 255))
    + Math.abs((one & 255) - (other & 255));
  const known = [...counts.keys()].sort((one, other) => counts.get(other) - counts.get(one));
  let palette = known;
  for (let least = 4; palette.length > 256; least += 4) {
    palette = [];
    for (const one of known) if (palette.every((other) => apart(one, other) >= least)) palette.push(one);
  }
  const nearest = new Map(known.map((one) => [one, palette.reduce((best, other, place) =>
    apart(one, other) < apart(one, palette[best]) ? place : best, 0)]));
  const indices = new Uint8Array(width * height);
  for (let place = 0; place < indices.length; place += 1) indices[place] = nearest.get(at(place * 4));
  let text = "";
  for (let place = 0; place < indices.length; place += 32768)
    text += String.fromCharCode(...indices.subarray(place, place + 32768));
  return {width, height, palette, indices: btoa(text)};
}"""


def reduced(context: BrowserContext, picture: bytes) -> bytes:
    """Return a PNG as one with a palette; the browser does what would take Python long."""
    page = context.new_page()
    found = page.evaluate(_REDUCE, f"data:image/png;base64,{base64.b64encode(picture).decode()}")
    page.close()
    width, height = found["width"], found["height"]
    indices = base64.b64decode(found["indices"])
    lines = b"".join(b"\0" + indices[begin : begin + width] for begin in range(0, width * height, width))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, _INDEXED, 0, 0, 0)),
            _chunk(b"PLTE", b"".join(colour.to_bytes(3, "big") for colour in found["palette"])),
            _chunk(b"IDAT", zlib.compress(lines, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
