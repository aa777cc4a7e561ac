"""Manifests: what each connector can do, read from its folder, and the actions and triggers behind the names."""

from __future__ import annotations

import pkgutil
import tomllib
from collections.abc import Mapping
from importlib import import_module, resources
from typing import Literal

import msgspec

from lingqu.hub import connectors
from lingqu.hub.connecting import Action, Idempotency, SignIn, Trigger
from lingqu.hub.messages import why
from lingqu.kernel.errors import Invalid, NotFound
from lingqu.kernel.values import Json


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A name in both languages."""

    zh: str
    en: str


class Field(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One input of an action."""

    name: Named
    type: Literal["text", "number", "id", "json"] = "text"  # id: text or whole number
    required: bool = True
    choices: tuple[str, ...] = ()


class ActionManifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One verb. `settle_ms`: how long after a lost answer the target may still be at work."""

    id: str
    name: Named
    idempotency: Idempotency
    settle_ms: int = 2000
    inputs: Mapping[str, Field] = {}
    output: str = ""  # what comes back, in words


class TriggerManifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of event. `overlap_ms`: how late a change may become visible behind the cursor."""

    id: str
    name: Named
    overlap_ms: int = 5000
    pushes: bool = False  # the system can send it to a webhook
    event: tuple[str, ...] = ()  # the event's entries


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A connector's face. `auth`: {kind of sign-in: the secrets that it takes}."""

    id: str
    version: int
    name: Named
    status: Literal["live", "recorded", "contract-only"]
    auth: Mapping[str, tuple[str, ...]]
    actions: tuple[ActionManifest, ...] = ()
    triggers: tuple[TriggerManifest, ...] = ()


class Verb(msgspec.Struct, frozen=True, kw_only=True):
    """An action with its manifest."""

    connector: str
    manifest: ActionManifest
    action: Action

    def checked(self, given: Mapping[str, Json]) -> dict[str, Json]:
        """The declared inputs among what was given. Raises Invalid, naming the input."""
        inputs: dict[str, Json] = {}
        for name, field in self.manifest.inputs.items():
            value = given.get(name)
            if value is None or value == "":
                if field.required:
                    raise Invalid("hub.input_missing", name=name)
                continue
            if field.choices and value not in field.choices:
                raise Invalid(
                    "hub.bad_input",
                    name=name,
                    reason=why("none_of", given=str(value)[:40], known=", ".join(field.choices)),
                )
            inputs[name] = _fitting(name, field, value)
        return inputs


def _fitting(name: str, field: Field, value: Json) -> Json:
    if field.type == "text" and not isinstance(value, str):
        raise Invalid("hub.bad_input", name=name, reason=why("not_text"))
    if field.type == "id" and not (isinstance(value, str) or type(value) is int):
        raise Invalid("hub.bad_input", name=name, reason=why("not_text_or_whole"))
    if field.type == "number" and (isinstance(value, bool | str | list | dict)):
        raise Invalid("hub.bad_input", name=name, reason=why("not_number"))
    return value


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A trigger with its manifest."""

    connector: str
    manifest: TriggerManifest
    trigger: Trigger


class Connector(msgspec.Struct, frozen=True, kw_only=True):
    """A connector folder, loaded."""

    manifest: Manifest
    verbs: Mapping[str, Verb]
    sources: Mapping[str, Source]
    sign_in: SignIn


class Connectors:
    """All connectors there are, by id. Reads every folder at once, so that a broken one is noticed at the start."""

    def __init__(self) -> None:
        found = (_load(module.name) for module in pkgutil.iter_modules(connectors.__path__) if module.ispkg)
        self.all = {one.manifest.id: one for one in found}

    def get(self, id_: str) -> Connector:
        """Raises NotFound."""
        found = self.all.get(id_)
        if found is None:
            raise NotFound("hub.no_such_connector", connector=id_, known=", ".join(sorted(self.all)))
        return found

    def verb(self, connector: str, action: str) -> Verb:
        """Raises NotFound."""
        found = self.get(connector).verbs.get(action)
        if found is None:
            raise NotFound("hub.no_such_action", connector=connector, action=action)
        return found

    def source(self, connector: str, trigger: str) -> Source:
        """Raises NotFound."""
        found = self.get(connector).sources.get(trigger)
        if found is None:
            raise NotFound("hub.no_such_trigger", connector=connector, trigger=trigger)
        return found


def _load(folder: str) -> Connector:
    package = f"{connectors.__name__}.{folder}"
    text = resources.files(package).joinpath("manifest.toml").read_text("utf-8")
    manifest = msgspec.convert(tomllib.loads(text), Manifest, strict=False)
    verbs = {
        one.id: Verb(
            connector=manifest.id,
            manifest=one,
            action=import_module(f"{package}.actions.{one.id.replace('-', '_')}").ACTION,
        )
        for one in manifest.actions
    }
    sources = {
        one.id: Source(
            connector=manifest.id,
            manifest=one,
            trigger=import_module(f"{package}.triggers.{one.id.replace('-', '_')}").TRIGGER,
        )
        for one in manifest.triggers
    }
    sign_in = import_module(f"{package}.auth").SIGN_IN
    return Connector(manifest=manifest, verbs=verbs, sources=sources, sign_in=sign_in)
