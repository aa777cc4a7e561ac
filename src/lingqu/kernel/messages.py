"""Messages by code: pure rooms return codes with parameters, each room's `messages.py` holds the zh and en text.

A parameter that is itself a phrase is a Message (or, read back from a row, its `code` and `params`), told in the same
language; or it comes in both: `{what_zh}` in the Chinese text, `{what}` or `{what_en}` in the English one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

_CATALOGUE: dict[str, tuple[str, str]] = {}


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """Something to tell a person: a code of the catalogue and what fills its placeholders."""

    code: str
    params: Mapping[str, Any] = {}

    def text(self, language: Language) -> str:
        """The sentence in that language; a code that nobody registered is shown with its parameters."""
        texts = _CATALOGUE.get(self.code)
        if texts is None:
            return f"{self.code} {dict(self.params)}" if self.params else self.code
        template = texts[LANGUAGES.index(language)]
        return template.format_map(_Shown({name: _told(value, language) for name, value in self.params.items()}))


def _told(value: Any, language: Language) -> Any:
    """A parameter as the sentence shows it; a phrase in the reader's language."""
    if isinstance(value, Message):
        return value.text(language)
    if isinstance(value, Mapping) and value.keys() == {"code", "params"} and value["code"] in _CATALOGUE:
        return Message(code=value["code"], params=value["params"]).text(language)
    return value


class _Shown(dict[str, Any]):
    """Placeholders of a template; a missing one shows its own name instead of failing."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def register(room: str, texts: Mapping[str, tuple[str, str]]) -> None:
    """Add a room's sentences: {code without the room: (zh, en)}. Two rooms cannot own one code."""
    for name, pair in texts.items():
        code = f"{room}.{name}"
        if _CATALOGUE.setdefault(code, pair) != pair:
            raise ValueError(f"Expected one text for message {code!r}, but it is registered twice")


def catalogue() -> Mapping[str, tuple[str, str]]:
    """All registered sentences, {code: (zh, en)}; for documentation and tests."""
    return dict(_CATALOGUE)
