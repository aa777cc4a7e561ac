"""Formal expressions of plain BPMN: which language one is written in, and what it says in FEEL.

A text with "=" before it is FEEL whatever else is said. Without, `language` at the expression decides, else the
document's `expressionLanguage`; where neither says anything it is FEEL. What tools write at the document without
anybody having chosen it (XPath, the standard's default, and other pages of the W3C) counts as nothing said.
"""

from __future__ import annotations

import re

from lingqu.model.bpmn.elements import Definitions
from lingqu.model.bpmn.parts import Text

#: `feel`, `text/feel`, `https://www.omg.org/spec/DMN/20191111/FEEL/`, `http://www.omg.org/spec/FEEL/20140401`.
_FEEL = re.compile(r"(?:.*/)?feel(?:/.*)?", re.IGNORECASE | re.DOTALL)
_UNCHOSEN = "http://www.w3.org/"


def is_feel(language: str) -> bool:
    """Whether a name of a language means FEEL."""
    return _FEEL.fullmatch(language.strip()) is not None


def language_of(document: Definitions) -> str:
    """The language that a document's expressions are written in; "" if it does not say."""
    said = (document.attribute("expressionLanguage") or "").strip()
    return "" if said.startswith(_UNCHOSEN) else said


def feel_of(text: Text, document: str = "") -> str | None:
    """The FEEL of a formal expression, without "="; None if it is written in another language.

    `document`: what `language_of` says.
    """
    said = text.text.strip()
    if said.startswith("="):
        return said[1:].strip()
    language = other_language(text, document)
    return None if language else said


def other_language(text: Text, document: str = "") -> str:
    """The language of an expression that is not FEEL; "" if it is."""
    if text.text.lstrip().startswith("="):
        return ""
    language = _own(text) or document
    return "" if is_feel(language) else language


def marked(text: Text) -> bool:
    """Whether a text is FEEL by its own word: by "=" or by its language. For places that take fixed texts as well."""
    return text.text.lstrip().startswith("=") or is_feel(_own(text))


def _own(text: Text) -> str:
    """The language that the expression itself names; "" for none."""
    return next((value.strip() for name, value in text.attributes if name == "language"), "")
