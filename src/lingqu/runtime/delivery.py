"""Delivery: letters go to instances that can be had without waiting; what is left becomes rows."""

from __future__ import annotations

from collections.abc import Collection

import structlog

from lingqu.engine.commands import StartInstance
from lingqu.kernel.errors import Rejected
from lingqu.runtime import blobs
from lingqu.runtime.case import new_case
from lingqu.runtime.ground import Live, Step
from lingqu.runtime.sitting import Sitting
from lingqu.runtime.work import Letter
from lingqu.store import DatabaseFailed, Lost

_log = structlog.get_logger(__name__)

#: Letters delivered in one transaction; what is more goes into rows.
MOST = 512


def deliver(sitting: Sitting, expecting: Collection[int], unborn: Collection[int]) -> None:
    """Bring what the decisions of this transaction have sent, and what lies for the instances in `expecting`.

    For those `unborn` a letter may lie that starts them.

    What a delivered letter sends is delivered as well, until nothing is left or MOST are reached.
    """
    sitting.wait = False
    asked, new = set(expecting), set(unborn)
    brought = 0
    while sitting.outbox or asked or new:
        letters = list(sitting.outbox)
        targets = asked | {letter.target for letter in letters if not isinstance(letter.command, StartInstance)}
        sitting.outbox.clear()
        asked.clear()
        sitting.hold(sorted(targets - sitting.live.keys()))
        lying = _lying(sitting, targets & sitting.live.keys() | new)
        for letter in [*lying, *letters]:
            born = isinstance(letter.command, StartInstance)
            if brought >= MOST:
                _post(sitting, letter)
            elif letter.target not in sitting.live and not born:
                if letter.target in new:  # it has never been there and nothing starts it
                    sitting.rows.delete("letter", letter.key)
                else:
                    _post(sitting, letter)
            else:
                brought += 1
                _bring(sitting, letter)
        new.clear()


def _lying(sitting: Sitting, targets: Collection[int]) -> list[Letter]:
    """Letters that lie for these targets; they come before newer ones."""
    if not targets:
        return []
    rows = sitting.c.rows(
        "SELECT sender, version, place, target, format, body FROM letter WHERE target IN ??"  # noqa: S608 - no input
        " ORDER BY at, sender, version, place" + sitting.c.skip_locked,
        [sorted(targets)],
    )
    return [
        Letter((sender, version, place), target, blobs.letter.decode(format_, bytes(body)), stored=True)
        for sender, version, place, target, format_, body in rows
    ]


def _bring(sitting: Sitting, letter: Letter) -> None:
    key = letter.target
    live = sitting.live.get(key) or Live(new_case(key), 0)
    try:
        made = sitting.answer(Step(key, (letter.command,)), live)
    except Rejected as refusal:
        # the target has gone on without it (its call activity was cancelled, …): nothing is owed any more
        _log.info("letter refused", target=key, command=type(letter.command).__name__, code=refusal.code)
    except (DatabaseFailed, Lost):
        raise
    except Exception:  # noqa: BLE001 - see below
        # ours: the letter stays for the sweep, the sender's work counts
        _log.exception("letter failed", target=key, command=type(letter.command).__name__)
        _post(sitting, letter)
        return
    else:
        sitting.accept(*made)
    if letter.stored:
        sitting.rows.delete("letter", letter.key)


def _post(sitting: Sitting, letter: Letter) -> None:
    if letter.stored:
        return
    sender, version, place = letter.key
    format_, body = blobs.letter.encode(letter.command, sitting.format)
    row = {
        "sender": sender,
        "version": version,
        "place": place,
        "target": letter.target,
        "format": format_,
        "body": body,
        "at": sitting.now,
    }
    sitting.rows.insert("letter", letter.key, row)
