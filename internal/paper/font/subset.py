#!/usr/bin/python3
"""Build the font that the papers are set in: NotoSansSC-paper.ttf.zst.

    apt-get install python3-fonttools zstd
    npm pack @expo-google-fonts/noto-sans-sc@0.4.3
    tar xzf expo-google-fonts-noto-sans-sc-0.4.3.tgz
    /usr/bin/python3 subset.py package/400Regular/NotoSansSC_400Regular.ttf

The result stands beside this script and is embedded by font.go. What is kept:

  - GBK, the character set of the thermal printers;
  - every CJK ideograph the source has, in the basic block (with U+9FA6..9FFF),
    Extension A and beyond the basic plane: names need them;
  - punctuation, signs, numbers in circles, boxes and letters that forms use.

Two ballot boxes that Chinese forms tick, U+2611 and U+2612, are not in the
source; they are composed of its own box with its own tick and cross. Hinting,
layout features and vertical metrics are left out: nothing here uses them.
Points are moved to even coordinates (at most 1/1000 of the font size, less than
a printer can show), which makes the file an eighth smaller.
The run says what the source lacks and which characters have an empty glyph,
because a font may map a character to nothing, and fails when GBK is not nearly
complete.
"""
import os
import subprocess
import sys

from fontTools import subset
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

OUT = "NotoSansSC-paper.ttf"

# Blocks of which everything the source has is kept.
BLOCKS = [
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin-1, Latin Extended-A
    (0x01CD, 0x01DC),  # pinyin vowels
    (0x01F8, 0x01F9),  # pinyin n
    (0x02C6, 0x02DD),  # spacing accents
    (0x0370, 0x0451),  # Greek, Cyrillic
    (0x1E3E, 0x1E3F),  # pinyin m
    (0x2010, 0x205E),  # general punctuation
    (0x2070, 0x209C),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currency
    (0x2100, 0x22FF),  # letterlike, number forms, arrows, mathematics
    (0x2460, 0x26FF),  # enclosed numbers, boxes, shapes, signs
    (0x2701, 0x27BF),  # dingbats: ticks and crosses
    (0x2E80, 0x2FDF),  # radicals
    (0x2FF0, 0x303F),  # CJK punctuation
    (0x3041, 0x312F),  # kana, bopomofo
    (0x31A0, 0x33FF),  # strokes, enclosed CJK, units
    (0x3400, 0x4DBF),  # Extension A
    (0x4E00, 0x9FFF),  # unified ideographs
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0xFE10, 0xFE6F),  # forms of punctuation
    (0xFF01, 0xFFEE),  # full width forms
    (0x20000, 0x323AF),  # Extensions B to H
]


def gbk():
    """Return the characters that have a two-byte code in GBK, and ASCII."""
    chars = set(range(0x20, 0x7F))
    for hi in range(0x81, 0xFF):
        for lo in [*range(0x40, 0x7F), *range(0x80, 0xFF)]:
            try:
                chars.update(map(ord, bytes([hi, lo]).decode("gbk")))
            except UnicodeDecodeError:
                pass
    return chars


def keep(font, want):
    """Drop everything but the characters in want."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.glyph_names = False
    options.legacy_kern = False
    options.notdef_outline = True
    options.recalc_bounds = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx", "gasp", "prep", "VORG", "DSIG"]
    s = subset.Subsetter(options)
    s.populate(unicodes=want)
    s.subset(font)


def compose(font, code, name, mark):
    """Add the character code: the white square with the glyph of mark in it."""
    cmap, glyphs = font.getBestCmap(), font.getGlyphSet()
    if code in cmap or 0x25A1 not in cmap or mark not in cmap:
        return
    box, inner = cmap[0x25A1], cmap[mark]
    size = []
    for glyph in (box, inner):
        pen = BoundsPen(glyphs)
        glyphs[glyph].draw(pen)
        size.append(pen.bounds)
    (bx0, by0, bx1, by1), (ix0, iy0, ix1, iy1) = size
    scale = 0.72 * min((bx1 - bx0) / (ix1 - ix0), (by1 - by0) / (iy1 - iy0))
    dx = (bx0 + bx1) / 2 - scale * (ix0 + ix1) / 2
    dy = (by0 + by1) / 2 - scale * (iy0 + iy1) / 2
    pen = TTGlyphPen(glyphs)
    pen.addComponent(box, (1, 0, 0, 1, 0, 0))
    pen.addComponent(inner, (scale, 0, 0, scale, round(dx), round(dy)))
    font.setGlyphOrder(font.getGlyphOrder() + [name])
    font["glyf"][name] = pen.glyph()
    font["hmtx"][name] = (font["hmtx"][box][0], round(bx0))
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name


def round_points(font):
    """Move the points of every outline to even coordinates."""
    glyf, hmtx = font["glyf"], font["hmtx"]
    for name in glyf.keys():
        glyph = glyf[name]
        if glyph.numberOfContours > 0:
            for i, (x, y) in enumerate(glyph.coordinates):
                glyph.coordinates[i] = (round(x / 2) * 2, round(y / 2) * 2)
            glyph.recalcBounds(glyf)
            hmtx[name] = (hmtx[name][0], glyph.xMin)


def empty(font):
    """Return the ideographs and signs whose glyph draws nothing."""
    glyf = font["glyf"]
    return [c for c, g in font.getBestCmap().items()
            if c > 0x2010 and c != 0x3000 and not 0x2000 <= c <= 0x206F and glyf[g].numberOfContours == 0]


def main():
    font = TTFont(sys.argv[1], recalcTimestamp=False)
    have = set(font.getBestCmap())
    want = gbk() | {c for a, b in BLOCKS for c in range(a, b + 1)}
    lacking = sorted(c for c in gbk() - have if not 0xE000 <= c <= 0xF8FF)
    keep(font, want & have)
    round_points(font)
    compose(font, 0x2611, "ballotbox.tick", 0x2713)
    compose(font, 0x2612, "ballotbox.cross", 0x00D7)
    out = os.path.join(os.path.dirname(os.path.abspath(__file__)), OUT)
    font.save(out)
    subprocess.run(["zstd", "--ultra", "-22", "--long=24", "-q", "-f", "--rm", out, "-o", out + ".zst"], check=True)
    print("characters:", len(font.getBestCmap()), "glyphs:", font["maxp"].numGlyphs)
    print("GBK lacking:", " ".join(f"U+{c:04X}" for c in lacking) or "none")
    print("empty glyphs:", " ".join(f"U+{c:04X}" for c in empty(font)) or "none")
    print("size:", os.path.getsize(out + ".zst"))
    if len(lacking) > 5:
        sys.exit("the source font lacks too much of GBK")


if __name__ == "__main__":
    main()
