r"""XPath's regular expressions rewritten for RE2: class subtraction, `\i` `\c`, blocks, the flags s m i x q."""

from __future__ import annotations

import msgspec

from lingqu.feel.charsets import CharSet, category_spans, with_variants
from lingqu.feel.xpath_names import BLOCKS, CATEGORIES, CLASSES, PUNCTUATION, SINGLE

MAX_PATTERN = 2_000  # characters
_MOST_FLAGS = 50
_MAX_NESTED = 20

_FLAGS = frozenset("smixq")
_WHITE = " \t\n\r"


class BadPattern(Exception):  # noqa: N818  (told to the user as a warning)
    """A text that is no pattern, or none that can be run."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class HasBackReference(Exception):  # noqa: N818  (sends the pattern to another engine)
    """A pattern that RE2 cannot run."""


class Flags(msgspec.Struct, frozen=True, kw_only=True):
    """The flags of a pattern, by what they do."""

    ignore_case: bool
    dot_all: bool
    many_lines: bool
    spaced: bool  # white space outside classes means nothing
    literal: bool


def read_flags(flags: str) -> Flags:
    """The flags in a text such as `im`. Raises BadPattern."""
    if len(flags) > _MOST_FLAGS:
        raise BadPattern(f"it has more than {_MOST_FLAGS} flags")
    unknown = set(flags) - _FLAGS
    if unknown:
        raise BadPattern(f"there is no flag '{min(unknown)}'")
    return Flags(
        ignore_case="i" in flags,
        dot_all="s" in flags,
        many_lines="m" in flags,
        spaced="x" in flags,
        literal="q" in flags,
    )


def without_space(pattern: str) -> str:
    """A pattern without white space, which stays inside classes: what flag x asks before anything else is read."""
    made: list[str] = []
    depth = 0
    marks = iter(pattern)
    for mark in marks:
        if mark in _WHITE and not depth:
            continue
        made.append(mark)
        if mark == "\\":  # the mark behind it is no bracket
            made.append(next((one for one in marks if depth or one not in _WHITE), ""))
        else:
            depth = max(0, depth + (mark == "[") - (mark == "]"))
    return "".join(made)


def translate(pattern: str, flags: Flags) -> str:
    """The RE2 pattern for one in XPath's syntax. Raises BadPattern, HasBackReference."""
    if len(pattern) > MAX_PATTERN:
        raise BadPattern(f"it is longer than {MAX_PATTERN} characters")
    reader = Reader(pattern, flags)
    written = "".join(map(reader.literal, pattern)) if flags.literal else reader.read()
    return ("(?m)" if flags.many_lines else "") + written


def _literal(code: int) -> str:
    mark = chr(code)
    return mark if mark.isascii() and mark.isalnum() else f"\\x{{{code:x}}}"


class Reader:
    """Reads a pattern from the left and writes RE2's."""

    def __init__(self, text: str, flags: Flags) -> None:
        self.text = text
        self.at = 0
        self.dot_all = flags.dot_all
        self.ignore_case = flags.ignore_case
        self.groups = 0
        self.open: list[int] = []

    def read(self) -> str:
        made: list[str] = []
        while self.at < len(self.text):
            mark = self.text[self.at]
            if mark == "[":
                made.append(self._class())
            elif mark == "\\":
                made.append(self._escape())
            elif mark == "(":
                made.append(self._group())
            elif mark == ")":
                if not self.open:
                    raise BadPattern("a ) closes nothing")
                self.open.pop()
                self.at += 1
                made.append(")")
            elif mark == "{":
                made.append(self.repeat())
            elif mark == ".":
                self.at += 1
                made.append("." if self.dot_all else "[^\\n\\r]")
            elif mark in "]}":
                raise BadPattern(f"'{mark}' must be written '\\{mark}'")
            elif mark in "^$|?*+":
                self.at += 1
                made.append(mark)
            else:
                self.at += 1
                made.append(self.literal(mark))
        if self.open:
            raise BadPattern("a ( is not closed")
        return "".join(made)

    def characters(self, low: str, high: str) -> CharSet:
        r"""The characters from one to another, with their variants if case means nothing.

        Only those that are written as themselves: with flag i, too, `\p{Lu}` means capitals.
        """
        return with_variants(ord(low), ord(high)) if self.ignore_case else CharSet(((ord(low), ord(high)),))

    def literal(self, mark: str) -> str:
        """RE2's pattern for a character that is written as itself."""
        found = self.characters(mark, mark)
        return _literal(ord(mark)) if found.spans == ((ord(mark), ord(mark)),) else found.written()

    def _group(self) -> str:
        self.at += 1
        if self.text.startswith("?", self.at):
            if not self.text.startswith("?:", self.at):
                raise BadPattern("(? is followed by : only")
            self.at += 2
            self.open.append(0)
            return "(?:"
        self.groups += 1
        self.open.append(self.groups)
        return "("

    def repeat(self) -> str:
        end = self.text.find("}", self.at)
        inside = self.text[self.at + 1 : end]
        least, comma, most = inside.partition(",")
        if end < 0 or not _is_count(least) or (most and not _is_count(most)):
            raise BadPattern("{ begins a repeat such as {2}, {2,} or {2,5}")
        if most and int(most) < int(least):
            raise BadPattern("a repeat's limits are in the wrong order")
        self.at = end + 1
        return "{" + least + comma + most + "}"

    # ---- escapes and classes
    def _escape(self) -> str:
        if self.text[self.at + 1 : self.at + 2].isdigit():
            raise HasBackReference
        found = self.escaped()
        if len(found.spans) == 1 and found.spans[0][0] == found.spans[0][1]:
            return _literal(found.spans[0][0])
        return found.written()

    def escaped(self) -> CharSet:
        """The characters that the escape standing here means."""
        mark = self.text[self.at + 1 : self.at + 2]
        if mark and mark in "pP":
            return self._category()
        self.at += 2
        if mark in SINGLE:
            return CharSet(((SINGLE[mark], SINGLE[mark]),))
        if mark in CLASSES:
            return CLASSES[mark]
        if not mark or mark not in PUNCTUATION:
            raise BadPattern(f"there is no escape '\\{mark}'")
        return CharSet(((ord(mark), ord(mark)),))

    def _category(self) -> CharSet:
        r"""`\p{L}`, `\P{Lu}`, `\p{IsCyrillic}`."""
        inverted = self.text[self.at + 1] == "P"
        end = self.text.find("}", self.at)
        name = self.text[self.at + 3 : end]
        if not self.text.startswith("{", self.at + 2) or end < 0:
            raise BadPattern("\\p is followed by a category such as {Lu}")
        self.at = end + 1
        if name.startswith("Is"):
            if name[2:] not in BLOCKS:
                raise BadPattern(f"there is no block '{name[2:32]}'")
            found = CharSet((BLOCKS[name[2:]],))
            return found.inverted() if inverted else found
        if name not in CATEGORIES:
            raise BadPattern(f"there is no category '{name[:20]}'")
        if name in ("C", "Cn"):  # RE2's own leaves out what no character has yet
            found = CharSet(category_spans(name))
            return found.inverted() if inverted else found
        return CharSet((), ((name, inverted),))

    def _class(self) -> str:
        return self.class_set(0).written()

    def class_set(self, depth: int) -> CharSet:
        """`[a-z-[aeiou]]`, read from its bracket on."""
        if depth > _MAX_NESTED:
            raise BadPattern("classes are nested too deeply")
        self.at += 1
        negated = self.text.startswith("^", self.at)
        self.at += negated
        found = CharSet()
        first = True
        while True:
            if self.at >= len(self.text):
                raise BadPattern("a [ is not closed")
            mark = self.text[self.at]
            if mark == "]" and not first:
                self.at += 1
                return found.inverted() if negated else found
            if mark == "-" and self.text.startswith("[", self.at + 1):
                self.at += 1
                base = found.inverted() if negated else found
                taken = self.class_set(depth + 1)
                if not self.text.startswith("]", self.at):
                    raise BadPattern("a subtraction stands at the end of its class")
                self.at += 1
                return base.minus(taken)
            found = found.joined(self._member())
            first = False

    def _member(self) -> CharSet:
        """One character of a class, a range of them, or an escape."""
        low = self._class_character()
        is_range = self.text.startswith("-", self.at) and self.text[self.at + 1 : self.at + 2] not in ("]", "[", "")
        if isinstance(low, CharSet):
            return low
        if not is_range:
            return self.characters(low, low)
        self.at += 1
        high = self._class_character()
        if isinstance(high, CharSet) or high < low:
            raise BadPattern("a range of characters is in the wrong order")
        return self.characters(low, high)

    def _class_character(self) -> str | CharSet:
        """A character as it stands in a class, or what an escape for several means."""
        mark = self.text[self.at]
        if mark == "\\":
            found = self.escaped()
            single = len(found.spans) == 1 and not found.categories and found.spans[0][0] == found.spans[0][1]
            return chr(found.spans[0][0]) if single else found
        if mark in "[]":
            raise BadPattern(f"'{mark}' in a class must be written '\\{mark}'")
        self.at += 1
        return mark


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6
