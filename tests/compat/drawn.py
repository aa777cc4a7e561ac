"""The files that the npm clients deploy: processes drawn in text, decisions, a form and two files of other kinds."""

import json

from dmn.models import decision, document, literal, table
from drawing import draw_xml

#: Deployed before the first row.
PROCESSES = {
    "shipping": "start -> pack[service]{type=pack} -> check[user]{form=ask} -> end",
    "steps": "start -> one[user] -> two[user] -> three[user] -> end",
    "boxing": "start -> box[service]{type=box header.size=large} -> end",
    "failing": "start -> work[service]{type=frail} -> end\nwork ~(error LOST)~> sorry[user] -> end",
    "quick": "start -> pause[timer PT0.1S] -> end",
    "sleeping": "start -> nap[timer P10D] -> end",
    "waiting": "start -> hear[message paid =order] -> after[user] -> end",
    "ordered": "begin[start message ordered] -> do[user] -> end",
    "hot": "begin[start condition =heat > 90] -> cool[user] -> end",
    "listening": "start -> hear[signal all] -> end",
    "calling": "start -> call[call]{process=steps} -> end",
    "choosing": "start -> part[ad-hoc] {\n call[user]\n visit[user]\n}\npart -> end",
    "asked": "start[start]{form=ask} -> a[user] -> end",
    "deciding": "start -> decide[rule]{decision=_limit decision-result=limit} -> end",
}
_TABLE = table('days -> risk\n> 30 -> "high"\n<= 30 -> "low"', types=["string"])
_LIMITS = document(
    decision("risk", _TABLE),
    decision("limit", literal('if risk = "high" then 0 else amount'), "risk"),
    decision("strict", table('amount -> strict\n> 1 -> "a"\n> 2 -> "b"')),
    name="Limits",
).replace(b'id="d"', b'id="limits"')
_COLOURS = document(decision("colour", literal('"red"')), name="Colours", namespace="urn:colours").replace(
    b'id="d"', b'id="colours"'
)
_FORM = {"id": "ask", "type": "default", "schemaVersion": 16, "components": [{"type": "textfield", "key": "a"}]}
#: Deployed by single rows; what follows an @ is no part of the name.
_LATER = {
    "crate@1.bpmn": draw_xml("start -> a[user] -> end", process="crate"),
    "crate@2.bpmn": draw_xml("start -> a[user] -> b[user] -> end", process="crate"),
    "brief.bpmn": draw_xml("start -> end", process="brief"),
    "prompt.md": b"one",
    "rates.json": b'{"cny": 1}',
    "sizes.json": b'{"large": 9}',
}


def write(folder):
    """All files, in folder/first and folder/later."""
    first = {f"{name}.bpmn": draw_xml(drawing, process=name) for name, drawing in PROCESSES.items()}
    first |= {"limits.dmn": _LIMITS, "colours.dmn": _COLOURS, "ask.form": json.dumps(_FORM).encode()}
    for place, files in (("first", first), ("later", _LATER)):
        (folder / place).mkdir()
        for name, data in files.items():
            (folder / place / name).write_bytes(data)
    return folder
