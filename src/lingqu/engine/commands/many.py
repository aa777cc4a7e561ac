"""Of activities that run more than once: items of a multi-instance, elements of an ad-hoc sub-process."""

from __future__ import annotations

import msgspec

from lingqu.engine.commands.command import Command
from lingqu.kernel.values import Json


class AdHocActivation(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One element of an ad-hoc sub-process to activate, by its id, with variables of its run."""

    element: str
    variables: dict[str, Json] = {}


class AdHocAnswer(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What a worker decides for its ad-hoc sub-process: what to activate, whether it is over, what still runs ends."""

    elements: tuple[AdHocActivation, ...] = ()
    fulfilled: bool = False
    cancel_remaining: bool = False


class ActivateAdHoc(Command, frozen=True, kw_only=True):
    """Activate elements of an ad-hoc sub-process, given by the key of its element instance."""

    ad_hoc: int
    elements: tuple[AdHocActivation, ...]
    cancel_remaining: bool = False  # end what runs in it first


class AddItem(Command, frozen=True, kw_only=True):
    """One more item for a multi-instance that runs, given by the key of its body; its input collection stays as it is.

    Without a collection `item` means nothing.
    """

    body: int
    item: Json = None
