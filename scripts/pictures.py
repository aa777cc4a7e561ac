"""Pictures of the reference page on BPMN, drawn here line by line from the tables of the code: {file name: SVG}.

Nothing is taken from elsewhere: circles, diamonds and boxes as chapter 7 of BPMN 2.0.2 describes them.
"""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.engine.compile_nodes import GATEWAY_TAGS, TASKS
from lingqu.engine.event_grid import GRID, ROWS
from lingqu.engine.lifecycle import MOVES, TOLD_BY
from lingqu.engine.state import Lifecycle

_INK, _PAPER = "#22313f", "#ffffff"

#: What stands inside an event, in a field of 24 by 24 around (0, 0); `{fill}` is dark where it is thrown.
_TRIGGERS: Mapping[str, str] = {
    "none": "",
    "message": '<rect x="-7" y="-5" width="14" height="10" fill="{fill}"/><path d="M-7-5 0 1 7-5" stroke="{line}"/>',
    "timer": '<circle r="7.5"/><path d="M0-5V0L4 2"/>',
    "error": '<path d="M-7 6-3-6 2 2 6-6 3 7-2-1Z" fill="{fill}"/>',
    "escalation": '<path d="M0-7 5 6 0 1-5 6Z" fill="{fill}"/>',
    "cancel": '<path d="M-6-4-4-6 0-2 4-6 6-4 2 0 6 4 4 6 0 2-4 6-6 4-2 0Z" fill="{fill}"/>',
    "compensation": '<path d="M0-5V5L-7 0ZM7-5V5L0 0Z" fill="{fill}"/>',
    "condition": '<rect x="-6" y="-7" width="12" height="14"/><path d="M-4-4H4M-4-1H4M-4 2H4M-4 5H4"/>',
    "link": '<path d="M-7-3H1V-6L7 0 1 6V3H-7Z" fill="{fill}"/>',
    "signal": '<path d="M0-7 7 5H-7Z" fill="{fill}"/>',
    "terminate": f'<circle r="7" fill="{_INK}"/>',
    "multiple": '<path d="M0-7 7-2 4 6H-4L-7-2Z" fill="{fill}"/>',
    "parallel multiple": '<path d="M-2-7H2V-2H7V2H2V7H-2V2H-7V-2H-2Z" fill="{fill}"/>',
}
#: What stands in the corner of a task.
_TASKS: Mapping[str, str] = {
    "task": "",
    "manual": '<path d="M8 14V10H13L12 8H20V10H15V17H9Z"/>',
    "user": '<circle cx="13" cy="9" r="3"/><path d="M7 18Q13 9 19 18Z"/>',
    "service": '<circle cx="13" cy="12" r="6" stroke-width="3" stroke-dasharray="2 2"/><circle cx="13" cy="12" r="4"/>',
    "script": '<path d="M8 7H18Q14 10 17 13 19 16 16 18H7Q10 15 8 12 6 10 8 7ZM10 10H14M11 13H15"/>',
    "business-rule": '<rect x="7" y="7" width="13" height="11"/><path d="M7 11H20M7 14.5H20M12 11V18"/>',
    "send": f'<rect x="7" y="7" width="13" height="10" fill="{_INK}"/><path d="M7 7 13.5 13 20 7" stroke="{_PAPER}"/>',
    "receive": '<rect x="7" y="7" width="13" height="10"/><path d="M7 7 13.5 13 20 7"/>',
}
_GATEWAYS: Mapping[str, str] = {
    "exclusive": '<path d="M-5-6 5 6M5-6-5 6" stroke-width="3"/>',
    "parallel": '<path d="M-8 0H8M0-8V8" stroke-width="3"/>',
    "inclusive": '<circle r="7.5" stroke-width="3"/>',
    "event-based": '<circle r="10"/><circle r="8"/><path d="M0-5 5-1.5 3 4.5H-3L-5-1.5Z"/>',
    "complex": '<path d="M-8 0H8M0-8V8M-6-6 6 6M6-6-6 6" stroke-width="2.4"/>',
}
_PLUS = '<rect x="26" y="26" width="8" height="8"/><path d="M30 27.5V32.5M27.5 30H32.5"/>'
_SCOPES: Mapping[str, tuple[str, str]] = {  # how the box is drawn, what stands in it
    "sub-process": ("", _PLUS),
    "transaction": ("", '<rect x="4" y="4" width="52" height="32" rx="4"/>' + _PLUS),
    "event-sub-process": ('stroke-dasharray="2 2"', _PLUS),
    "ad-hoc-sub-process": ("", '<path d="M24 31Q27 27 30 30T36 29" stroke-width="2"/>'),
    "call-activity": ('stroke-width="3"', _PLUS),
    "multi-instance": ("", '<path d="M27 26V34M30 26V34M33 26V34" stroke-width="1.6"/>'),
    "standard-loop": ("", '<path d="M27 33A4 4 0 1 1 32 33M27 33V30M27 33H24"/>'),
}
#: The other activities, by the names of their pictures: how they stand in the file.
ACTIVITIES: Mapping[str, str] = {
    "sub-process": "subProcess",
    "event-sub-process": "subProcess triggeredByEvent",
    "transaction": "transaction",
    "ad-hoc-sub-process": "adHocSubProcess",
    "call-activity": "callActivity",
    "multi-instance": "multiInstanceLoopCharacteristics",
    "standard-loop": "standardLoopCharacteristics",
}


def pictures() -> dict[str, str]:
    """Every picture of the page. Raises KeyError for an element of the code's tables that has none yet."""
    drawn = {f"{kind}-task.svg" if kind != "task" else "task.svg": _box("", _TASKS[kind]) for kind in TASKS}
    drawn |= {f"{kind}-gateway.svg": _gateway(kind) for kind in GATEWAY_TAGS}
    drawn |= {f"{name}.svg": _box(*_SCOPES[name]) for name in ACTIVITIES}
    return drawn | {"event-grid.svg": _grid(), "lifecycle.svg": _lifecycle()}


def _svg(width: int, height: int, title: str, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" font-family="sans-serif" font-size="12"><title>{title}</title>'
        f'<g fill="{_PAPER}" stroke="{_INK}" stroke-linejoin="round" stroke-linecap="round">{body}</g></svg>\n'
    )


def _box(style: str, inside: str) -> str:
    return _svg(60, 40, "activity", f'<rect x="2" y="2" width="56" height="36" rx="5" {style}/>{inside}')


def _gateway(kind: str) -> str:
    body = f'<path d="M20 2 38 20 20 38 2 20Z"/><g transform="translate(20 20)">{_GATEWAYS[kind]}</g>'
    return _svg(40, 40, f"{kind} gateway", body)


def _words(x: int, y: int, text: str, *, anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" stroke="none" fill="{_INK}">{text}</text>'


# ---- the event grid -------------------------------------------------------------------------------------------------


def _grid() -> str:
    """Position against trigger; a cell without a symbol is refused."""
    left, top, wide, high = 126, 74, 92, 38
    body = f'<rect width="100%" height="100%" fill="{_PAPER}" stroke="none"/>'
    for column, position in enumerate(GRID):
        middle = left + column * wide + wide // 2
        lines = _lines(position)
        start = top - 8 - 14 * (len(lines) - 1)
        body += "".join(_words(middle, start + 14 * n, line, anchor="middle") for n, line in enumerate(lines))
    for row, trigger in enumerate(ROWS):
        y = top + row * high
        body += f'<path d="M0 {y}H{left + len(GRID) * wide}" stroke="#d5dade"/>' + _words(8, y + 23, trigger)
        for column, (position, allowed) in enumerate(GRID.items()):
            if trigger in allowed:
                body += _event(left + column * wide + wide // 2, y + high // 2, position, trigger)
    return _svg(left + len(GRID) * wide, top + len(ROWS) * high, "which trigger an event can have where", body)


def _lines(text: str) -> list[str]:
    """Words in lines of about 14 letters."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) > 14:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _event(x: int, y: int, position: str, trigger: str) -> str:
    """One circle at the start, a double one on the way, a thick one at the end; dashed if it does not interrupt."""
    dashed = ' stroke-dasharray="3 2.5"' if position.startswith("non-interrupting") else ""
    thick = ' stroke-width="3"' if position == "end" else ""
    double = not position.endswith("start") and position != "end"
    rings = f'<circle r="14"{dashed}{thick}/>' + (f'<circle r="11.5"{dashed}/>' if double else "")
    thrown = position in ("throw", "end")
    fill, line = (_INK, _PAPER) if thrown else (_PAPER, _INK)
    symbol = _TRIGGERS[trigger].format(fill=fill, line=line)
    return f'<g transform="translate({x} {y})">{rings}<g transform="scale(.95)">{symbol}</g></g>'


# ---- the life of an element instance --------------------------------------------------------------------------------

_PLACES: Mapping[Lifecycle | None, tuple[int, int]] = {
    None: (20, 80),
    Lifecycle.ACTIVATING: (120, 80),
    Lifecycle.ACTIVE: (270, 80),
    Lifecycle.COMPLETING: (420, 80),
    Lifecycle.COMPLETED: (570, 80),
    Lifecycle.TERMINATING: (345, 200),
    Lifecycle.TERMINATED: (570, 200),
}


def _lifecycle() -> str:
    """States as boxes with the event that tells of them, moves as arrows."""
    head = '<marker id="a" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    body = f'<rect width="100%" height="100%" fill="{_PAPER}" stroke="none"/>'
    body += f'<defs>{head}<path d="M0 0 8 4 0 8Z" fill="{_INK}"/></marker></defs>'
    for before, after in MOVES.items():
        body += "".join(_arrow(before, state) for state in sorted(after))
    for state, (x, y) in _PLACES.items():
        if state is None:
            body += f'<circle cx="{x}" cy="{y}" r="7" fill="{_INK}"/>'
            continue
        width = "2.5" if not MOVES[state] else "1"
        body += f'<rect x="{x - 48}" y="{y - 17}" width="96" height="34" rx="6" stroke-width="{width}"/>'
        body += _words(x, y - 2, state.name.lower(), anchor="middle")
        body += f'<g font-size="9">{_words(x, y + 11, TOLD_BY[state].__name__, anchor="middle")}</g>'
    return _svg(640, 250, "the life of an element instance", body)


def _arrow(before: Lifecycle | None, after: Lifecycle) -> str:
    (x, y), (to, down) = _PLACES[before], _PLACES[after]
    out = 8 if before is None else 48
    if down == y:
        if abs(to - x) < 240:  # to the neighbour
            return f'<path d="M{x + out} {y}H{to - 48}" marker-end="url(#a)"/>'
        top = y - 17
        return f'<path d="M{x} {top}C{x} 20 {to} 20 {to} {top}" fill="none" marker-end="url(#a)"/>'
    return f'<path d="M{x} {y + 17}C{x} {y + 70} {to} {down - 70} {to} {down - 17}" fill="none" marker-end="url(#a)"/>'
