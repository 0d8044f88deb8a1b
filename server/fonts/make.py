"""Makes the fonts of the pictures: python3 make.py 'Inter[opsz,wght].ttf' (needs fonttools and skia-pathops).

Two weights of Inter, only the letters of European languages, without hints, features and overlaps, at which edges would be drawn
twice. The program reads kerning from the old table `kern` only; for titles, the pairs of letters that need it most are copied there.
"""

import sys
from itertools import product

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0
from fontTools.varLib.instancer import OverlapMode, instantiateVariableFont

TITLE, LINE = {"wght": 700, "opsz": 32}, {"wght": 600, "opsz": 14}
LETTERS = [
    range(0x20, 0x7F),
    range(0xA0, 0x250),  # Latin
    range(0x370, 0x530),  # Greek, Cyrillic
    range(0x1E00, 0x1F00),  # Vietnamese and others
    range(0x2010, 0x2012),
    range(0x2012, 0x2028),  # dashes, quotation marks, …
    [0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x2116, 0x2122, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265],
    range(0x20A0, 0x20C1),  # currencies
    range(0x2190, 0x2194),  # arrows
]
KERNED = [range(0x20, 0x7F), range(0xC0, 0x100), range(0x410, 0x450), range(0x2013, 0x2027)]
MOST_PAIRS = 10_000  # The table cannot hold many more.


def characters(ranges):
    return [code for part in ranges for code in part if code != 0xAD]


def pair_value(subtable, left, right):
    """What a subtable of GPOS says of a pair; None where it says nothing."""
    if left not in subtable.Coverage.glyphs:
        return None
    if subtable.Format == 1:
        records = subtable.PairSet[subtable.Coverage.glyphs.index(left)].PairValueRecord
        found = next((record.Value1 for record in records if record.SecondGlyph == right), None)
        return None if found is None else found.XAdvance or 0
    first = subtable.ClassDef1.classDefs.get(left, 0)
    second = subtable.ClassDef2.classDefs.get(right, 0)
    value = subtable.Class1Record[first].Class2Record[second].Value1
    return getattr(value, "XAdvance", 0) or 0 if value else 0


def kerning(font):
    gpos = font["GPOS"].table
    lookups = sorted({i for r in gpos.FeatureList.FeatureRecord if r.FeatureTag == "kern" for i in r.Feature.LookupListIndex})
    subtables = [
        [getattr(subtable, "ExtSubTable", subtable) for subtable in gpos.LookupList.Lookup[i].SubTable] for i in lookups
    ]
    cmap = font.getBestCmap()
    glyphs = sorted({cmap[code] for code in characters(KERNED) if code in cmap})
    pairs = {}
    for left, right in product(glyphs, glyphs):
        total = 0
        for lookup in subtables:
            total += next((v for s in lookup if (v := pair_value(s, left, right)) is not None), 0)
        if total:
            pairs[left, right] = int(total)
    return dict(sorted(pairs.items(), key=lambda pair: -abs(pair[1]))[:MOST_PAIRS])


def make(source, name, axes, has_kerning):
    font = instantiateVariableFont(TTFont(source), axes, overlap=OverlapMode.REMOVE)
    pairs = kerning(font) if has_kerning else {}
    options = Options(hinting=False, layout_features=[], glyph_names=False, notdef_outline=False, name_IDs=[0, 1, 2, 13, 14])
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "STAT", "DSIG", "gasp", "meta"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters(LETTERS))
    subsetter.subset(font)
    if pairs:
        table = KernTable_format_0()
        table.coverage, table.tupleIndex, table.version, table.apple, table.kernTable = 1, None, 0, False, pairs
        font["kern"] = newTable("kern")
        font["kern"].version, font["kern"].kernTables = 0, [table]
    font.save(name)
    print(name, len(font.getBestCmap()), "letters,", len(pairs), "pairs")


make(sys.argv[1], "Title.ttf", TITLE, has_kerning=True)
make(sys.argv[1], "Line.ttf", LINE, has_kerning=False)
