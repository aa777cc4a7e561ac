"""Results as a JUnit XML file, which every CI server shows."""

from __future__ import annotations

import re  # only for our own pattern
from collections.abc import Sequence

from lxml import etree

from lingqu.kernel.messages import Language
from lingqu.simulation.cases import CaseResult

_STRANGE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(results: Sequence[CaseResult], seconds: float, language: Language = "en") -> bytes:
    """One `testsuite`; the class name of a case is its tier. A failure holds the reason and the story."""
    counts = {
        "tests": len(results),
        "failures": sum(one.outcome == "failed" for one in results),
        "errors": 0,
        "skipped": sum(one.outcome == "skipped" for one in results),
    }
    suite = etree.Element("testsuite", name="lingqu", time=f"{seconds:.3f}")
    suite.attrib.update({name: str(count) for name, count in counts.items()})
    for one in results:
        classname = f"lingqu.{one.tier}" if one.tier else "lingqu"
        case = etree.SubElement(suite, "testcase", classname=_clean(classname), name=_clean(one.id) or "?")
        reason = one.reason(language)
        if one.outcome == "failed":
            failure = etree.SubElement(case, "failure", message=_clean(reason))
            failure.text = _clean("\n".join((reason, "", *(line.text(language) for line in one.told))))
        elif one.outcome == "skipped":
            etree.SubElement(case, "skipped", message=_clean(reason))
    root = etree.Element("testsuites", name="lingqu", time=f"{seconds:.3f}")
    root.attrib.update({name: str(count) for name, count in counts.items()})
    root.append(suite)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _STRANGE.sub("?", text)
