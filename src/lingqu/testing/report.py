"""The coverage report: a folder with one page that needs no network, each diagram coloured by what was touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import lingqu.testing.messages  # noqa: F401 - registers the texts
from lingqu.kernel.errors import Rejected
from lingqu.kernel.messages import Language
from lingqu.model.bpmn import read
from lingqu.model.bpmn.diagram import Picture, picture
from lingqu.simulation.coverage import Branch, Coverage, Covered

_WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("流程测试覆盖率", "What the process tests have touched"),
    "process": ("流程", "process"),
    "nodes": ("节点", "nodes"),
    "flows": ("顺序流", "flows"),
    "branches": ("FEEL 分支", "FEEL branches"),
    "missed": ("未触及", "not touched"),
    "none": ("全部触及", "all touched"),
    "no_picture": ("模型不含图形", "The model holds no diagram."),
    "times": ("次", "times"),
    "rules": ("决策规则", "decision rules"),
}
_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1c2430}
table{border-collapse:collapse;width:100%}td,th{padding:.3rem .6rem;text-align:left;border-bottom:1px solid #dde3ea}
.n{text-align:right;font-variant-numeric:tabular-nums}figure{overflow:auto;margin:1rem 0;border:1px solid #dde3ea}
code{background:#f2f4f7;padding:0 .25rem}.hit{fill:#d9f2e1;stroke:#1b7f43}.miss{fill:#fbe3e0;stroke:#b3261e}
.plain{fill:#fff;stroke:#8a94a3}path{fill:none!important;stroke-width:1.6}rect,ellipse,polygon{stroke-width:1.6}
path.miss{stroke-dasharray:5 3}text{font-size:11px;fill:#1c2430;text-anchor:middle}h2{margin-top:2.5rem}
"""


def write_report(folder: Path, coverage: Coverage, language: Language = "en") -> Path:
    """Write the page; answers where it stands. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "index.html"
    page.write_text(html(coverage, language), encoding="utf-8")
    return page


def html(coverage: Coverage, language: Language = "en") -> str:
    """The whole page."""
    shown = sorted(coverage.processes.values(), key=lambda one: (one.source, one.process))
    words = {name: pair[language == "en"] for name, pair in _WORDS.items()}
    rows = "".join(_row(number, one) for number, one in enumerate(shown))
    heads = "".join(f"<th>{words[name]}</th>" for name in ("process", "nodes", "flows", "branches"))
    sections = "".join(_section(number, one, words) for number, one in enumerate(shown))
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{words["title"]}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style><h1>{words["title"]}</h1>'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        f"{_rules(coverage, words)}{sections}</html>\n"
    )


def _rules(coverage: Coverage, words: Mapping[str, str]) -> str:
    """One row a decision with a table: its share, and the rules that never matched."""
    rows = "".join(
        f'<tr><td>{escape(name)}</td><td class="n">{_share(counts)}</td>'
        f"<td>{_unmatched(counts) or words['none']}</td></tr>"
        for name, counts in sorted(coverage.rules.items())
    )
    if not rows:
        return ""
    head = f"<th>{words['rules']}</th><th></th><th>{words['missed']}</th>"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _unmatched(counts: Mapping[int, int]) -> str:
    return ", ".join(str(number) for number, count in sorted(counts.items()) if not count)


def _row(number: int, one: Covered) -> str:
    cells = "".join(f'<td class="n">{_share(counts)}</td>' for counts in (one.nodes, one.flows, one.branches))
    return f'<tr><td><a href="#p{number}">{escape(one.process)}</a></td>{cells}</tr>'


def _share(counts: Mapping[Any, int]) -> str:
    """`7 / 8 (88 %)`, or a dash if there is nothing to touch."""
    touched, total = sum(count > 0 for count in counts.values()), len(counts)
    return f"{touched} / {total} ({touched * 100 // total} %)" if total else "—"


def _section(number: int, one: Covered, words: Mapping[str, str]) -> str:
    missed = [name for counts in (one.nodes, one.flows) for name, count in counts.items() if not count]
    told = ", ".join(f"<code>{escape(name)}</code>" for name in missed)
    listed = f"{words['missed']}: {told}" if missed else words["none"]
    return (
        f'<h2 id="p{number}">{escape(one.process)}</h2><p>{escape(Path(one.source).name)}</p>'
        f"{_figure(one, words)}<p>{listed}</p>{_branches(one.branches, words)}"
    )


def _branches(counts: Counter[Branch], words: Mapping[str, str]) -> str:
    if not counts:
        return ""
    rows = "".join(
        f"<tr><td><code>{escape(one.text)}</code></td><td>if @{one.at + 1}: {'then' if one.held else 'else'}</td>"
        f'<td class="n">{count}</td></tr>'
        for one, count in sorted(counts.items())
    )
    return (
        f"<table><thead><tr><th>FEEL</th><th></th><th>{words['times']}</th></tr></thead><tbody>{rows}</tbody></table>"
    )


# ---- the diagram --------------------------------------------------------------------------------------------------


def _figure(one: Covered, words: Mapping[str, str]) -> str:
    """The model's own diagram as SVG, with what was touched in green and the rest in red."""
    try:
        drawn = picture(read(Path(one.source).read_bytes()))
    except (OSError, ValueError, Rejected):
        drawn = Picture(shapes=(), drawn=frozenset())
    if not drawn.shapes:
        return f"<p>{words['no_picture']}</p>"
    planes = dict.fromkeys(shape.plane for shape in drawn.shapes)
    return "".join(_plane(one, drawn, plane) for plane in planes)


def _plane(one: Covered, drawn: Picture, plane: str) -> str:
    shapes = [shape for shape in drawn.shapes if shape.plane == plane]
    lines = [line for line in drawn.lines if line.plane == plane]
    xs = [x for s in shapes for x in (s.x, s.x + s.width)] + [x for line in lines for x, _ in line.points]
    ys = [y for s in shapes for y in (s.y, s.y + s.height)] + [y for line in lines for _, y in line.points]
    left, top = min(xs) - 20, min(ys) - 20
    box = f"{left:g} {top:g} {max(xs) - left + 20:g} {max(ys) - top + 20:g}"
    width = f"{min(max(xs) - left + 20, 1200):g}"
    parts: list[str] = []
    for s in sorted(shapes, key=lambda shape: -shape.width * shape.height):
        kind, count = _class(one.nodes, s.element), one.nodes.get(s.element)
        title = f"<title>{escape(s.element)}{'' if count is None else f': {count}'}</title>"
        size = f'x="{s.x:g}" y="{s.y:g}" width="{s.width:g}" height="{s.height:g}"'
        rounded = "18" if s.width <= 40 and s.width == s.height else "8"
        parts.append(f'<g class="{kind}"><rect {size} rx="{rounded}"/>{title}</g>')
        if count is not None and s.width > 60:
            label = escape(s.element if len(s.element) < 16 else s.element[:15] + "…")
            parts.append(f'<text x="{s.x + s.width / 2:g}" y="{s.y + 14:g}">{label}</text>')
    for line in lines:
        path = "M" + "L".join(f"{x:g} {y:g}" for x, y in line.points)
        title = f"<title>{escape(line.element)}: {one.flows.get(line.element, '')}</title>"
        parts.append(f'<path class="{_class(one.flows, line.element)}" d="{path}">{title}</path>')
    return f'<figure><svg role="img" width="{width}" viewBox="{box}">{"".join(parts)}</svg></figure>'


def _class(counts: Mapping[str, int], element: str) -> str:
    count = counts.get(element)
    return "plain" if count is None else "hit" if count else "miss"
