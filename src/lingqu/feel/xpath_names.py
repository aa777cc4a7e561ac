"""The escapes, categories and blocks of XPath's regular expressions, and the characters that they mean."""

from __future__ import annotations

from lingqu.feel.charsets import CharSet, Span

_SPACE = CharSet(((9, 10), (13, 13), (32, 32)))
_NAME_START: tuple[Span, ...] = (
    (0x3A, 0x3A), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF),
    (0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D), (0x2070, 0x218F), (0x2C00, 0x2FEF), (0x3001, 0xD7FF),
    (0xF900, 0xFDCF), (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF),
)  # fmt: skip
_NAME = (*_NAME_START, (0x2D, 0x2E), (0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040))
CLASSES = {
    "s": _SPACE, "S": _SPACE.inverted(), "i": CharSet(_NAME_START), "I": CharSet(_NAME_START).inverted(),
    "c": CharSet(_NAME), "C": CharSet(_NAME).inverted(), "d": CharSet((), (("Nd", False),)),
    "D": CharSet((), (("Nd", True),)), "w": CharSet((), tuple((name, False) for name in "LMNS")),
    "W": CharSet((), tuple((name, False) for name in "PZC")),
}  # fmt: skip
CATEGORIES = frozenset(
    (
        "L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po " + "Z Zs Zl Zp S Sm Sc Sk So C Cc Cf Co Cn"
    ).split()
)
SINGLE = {"n": 10, "r": 13, "t": 9}
PUNCTUATION = frozenset("\\|.-^?*+{}()[]$/,:;=!\"'#%&<>@_`~ ")
#: The Unicode blocks that patterns name most: `\p{IsCyrillic}`.
BLOCKS: dict[str, Span] = {
    "BasicLatin": (0, 0x7F), "Latin-1Supplement": (0x80, 0xFF), "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F), "IPAExtensions": (0x250, 0x2AF), "SpacingModifierLetters": (0x2B0, 0x2FF),
    "CombiningDiacriticalMarks": (0x300, 0x36F), "Greek": (0x370, 0x3FF), "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF), "Armenian": (0x530, 0x58F), "Hebrew": (0x590, 0x5FF), "Arabic": (0x600, 0x6FF),
    "Devanagari": (0x900, 0x97F), "Thai": (0xE00, 0xE7F), "HangulJamo": (0x1100, 0x11FF),
    "GeneralPunctuation": (0x2000, 0x206F), "CurrencySymbols": (0x20A0, 0x20CF), "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF), "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F), "Katakana": (0x30A0, 0x30FF), "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7AF), "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
}  # fmt: skip
