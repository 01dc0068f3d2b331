"""What somebody may enter, upload or open who means no good: strings, image files and links, for unit and browser tests."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib

import numpy as np
from PIL import Image

from tests.images.pictures import noise, save
from tests.scene.test_link import HOSTILE_JSON, NOT_ALLOWED, OTHER_KINDS, STRANGE_CHARACTERS, linked, packed

ELSEWHERE = "evil.example"
"""Nothing that the app shows may ask this host for anything."""
RAN = "window.cnnRan = 1"
"""What each script would do."""
STRINGS = (
    f"<script>{RAN}</script>",
    f"<img src=x onerror='{RAN}'>",
    f'"><img src=x onerror="{RAN}">',
    f"'><svg onload={RAN.replace(' ', '')}>",
    f"<svg><script>{RAN}</script></svg>",
    f"<iframe srcdoc='<script>parent.{RAN}</script>'></iframe>",
    f"<iframe src=//{ELSEWHERE}/f></iframe>",
    f"<style>@import '//{ELSEWHERE}/s.css';</style>",
    f"<link rel=stylesheet href=//{ELSEWHERE}/l.css>",
    f"<video src=//{ELSEWHERE}/v autoplay>",
    f"<base href=//{ELSEWHERE}/>",
    f"<form action=//{ELSEWHERE}/f><button>Go</button>",
    f"<meta http-equiv=refresh content='0;//{ELSEWHERE}'>",
    "</style></script></title></textarea><b>out",
    "<!-- comment",
    "]]><![CDATA[<b>",
    f"![picture](http://{ELSEWHERE}/p.png)",
    f"![](//{ELSEWHERE}/p)",
    f"[click](http://{ELSEWHERE}/)",
    f"[click](javascript:{RAN.replace(' ', '')})",
    f"[ref]: http://{ELSEWHERE}/r",
    f"<http://{ELSEWHERE}/auto>",
    f"http://{ELSEWHERE}/bare",
    f"www.{ELSEWHERE}",
    f"mail@{ELSEWHERE}",
    "# Heading",
    "> quote",
    "- item",
    "1. item",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "```\ncode\n```",
    "***bold*** ~~gone~~ __under__",
    "$x^2$ and $$\\frac{1}{0}$$",
    ":red[red] :blue-background[blue]",
    ":material/delete: :smile: :streamlit:",
    "{{7*7}} ${7*7} #{7*7} <%= 7*7 %>",
    "%s %n {0} {x} {0.__class__}",
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    f'@SUM(1), =HYPERLINK("http://{ELSEWHERE}")',
    'a,b;c\td"e',
    "&lt;b&gt; &amp; &#60; &nbsp;x",
    "\u202egnp.exe \u202d\u2066x\u2069",
    "zero\u200bwidth\u200d\u2060\ufeffjoin",
    "\u0430dm\u0456n (not admin)",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a\u032f\u031e\u0320\u034da",
    "\U0001f469\u200d\U0001f52c \U0001f3f4 \u4e2d\u6587 \u0627\u0644",
    "'; DROP TABLE demo; --",
    "../../etc/passwd",
    "C:\\Windows\\System32",
    "-> <- --- ... (c) >= <=",
    "null undefined NaN None true",
    "w" * 80,
)
"""Each of at most 80 characters, as titles are."""


def _png(*chunks: tuple[bytes, bytes]) -> bytes:
    out = b"\x89PNG\r\n\x1a\n"
    for name, body in chunks:
        out += struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    return out


def _head(width: int, height: int, depth: int = 8, colour: int = 2) -> tuple[bytes, bytes]:
    return b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.png", b"x")
    return file.getvalue()


def _flipped(data: bytes, *places: int) -> bytes:
    out = bytearray(data)
    for place in places:
        out[place] ^= 0xFF
    return bytes(out)


_GOOD = {
    kind: save(Image.fromarray(noise(60, 80)), kind, **({"lossless": True} if kind == "WEBP" else {}))
    for kind in ("PNG", "JPEG", "WEBP", "GIF", "BMP")
}
IMAGES: dict[str, bytes] = {
    "empty": b"",
    "one byte": b"\0",
    "words": b"these are words, not a picture",
    "zeros": bytes(5_000),
    "noise": np.random.default_rng(1).bytes(5_000),
    "HTML": f"<html><script>{RAN}</script></html>".encode(),
    "SVG": f"<svg xmlns='http://www.w3.org/2000/svg' onload='{RAN}'/>".encode(),
    "XML with an entity": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "PDF": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n",
    "zip": _zip(),
    "gzip": gzip.compress(_GOOD["PNG"]),
    "pickle": b"\x80\x04\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x04true\x94\x85\x94R\x94.",
    "TIFF": save(Image.fromarray(noise()), "TIFF"),
    "ICO": save(Image.fromarray(noise(16, 16)), "ICO"),
    "PPM": save(Image.fromarray(noise()), "PPM"),
    "TGA": save(Image.fromarray(noise()), "TGA"),
    "JPEG 2000's head": b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(40),
    "HEIC's head": b"\0\0\0\x18ftypheic" + bytes(40),
    "film's head": b"\0\0\0\x18ftypmp42" + bytes(400),
    **{f"{kind}, its head alone": data[:12] for kind, data in _GOOD.items()},
    **{f"{kind}, cut off": data[: len(data) // 2] for kind, data in _GOOD.items() if kind != "WEBP"},
    "WebP, cut off": _GOOD["WEBP"][:400],
    "PNG of 0 x 0 px": _png(_head(0, 0), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")),
    "PNG of 2^31 px a side": _png(_head(2**31 - 1, 2**31 - 1), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b"")),
    "PNG that unpacks to 100 times its size": _png(
        _head(30_000, 30_000), (b"IDAT", zlib.compress(bytes(3_000_000))), (b"IEND", b"")
    ),
    "PNG of a colour type that is none": _png(_head(4, 4, 8, 5), (b"IDAT", zlib.compress(bytes(60))), (b"IEND", b"")),
    "PNG with a broken stream": _png(_head(40, 40), (b"IDAT", b"no zlib at all"), (b"IEND", b"")),
    "PNG with a chunk of 4 GB": _GOOD["PNG"][:33] + b"\xff\xff\xff\xffIDAT" + bytes(50),
    "PNG without pixels": _png(_head(4, 4), (b"IEND", b"")),
    "PNG of a palette that is missing": _png(_head(4, 4, 8, 3), (b"IEND", b"")),
    "JPEG without tables": b"\xff\xd8\xff\xc0\0\x11\x08\0\x10\0\x10\x03\x01\x11\0\x02\x11\x01\x03\x11\x01\xff\xd9",
    "JPEG of 65,500 px a side": _GOOD["JPEG"].replace(
        b"\xff\xc0\0\x11\x08\0\x3c\0\x50", b"\xff\xc0\0\x11\x08\xff\xdc\xff\xdc"
    ),
    "GIF of 65,535 px a side": b"GIF89a\xff\xff\xff\xff\x80\0\0" + bytes(6) + b",\0\0\0\0\xff\xff\xff\xff\0\x02\x00;",
    "BMP of -1 px": b"BM"
    + struct.pack("<IHHIIiiHHIIiiII", 58, 0, 0, 54, 40, -1, 1, 1, 24, 0, 4, 0, 0, 0, 0)
    + bytes(4),
    "BMP of 2^30 px a side": b"BM"
    + struct.pack("<IHHIIiiHHIIiiII", 58, 0, 0, 54, 40, 2**30, 2**30, 1, 24, 0, 4, 0, 0, 0, 0)
    + bytes(4),
    "WebP with a size that lies": b"RIFF\xff\xff\xff\xffWEBPVP8 \xff\xff\xff\xff" + bytes(30),
    "too wide": save(Image.new("L", (9_000, 2)), "PNG"),
    "too many px": save(Image.new("L", (5_000, 4_000)), "PNG"),
}
"""Files that no picture can be made of."""

LINKS: tuple[str, ...] = (
    *(linked(**changes) for changes, _ in NOT_ALLOWED),
    *(text for text in OTHER_KINDS if text and len(text) < 9_000),
    *(packed(data) for data in HOSTILE_JSON),
    *STRANGE_CHARACTERS,
    *(linked(names=[["0", text]]) for text in STRINGS),
    *(linked(l=[[text, {}]]) for text in STRINGS[:20]),
    *STRINGS,
)
"""Links that must open nothing but the first screen, with a sentence."""


def as_typed(text: str) -> str:
    """A text with the white space that a browser shows."""
    return " ".join(text.split())
