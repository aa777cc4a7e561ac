"""Variables with a type: refused, told or kept from being written when they do not fit."""

from __future__ import annotations

import pytest

from drawing import draw_xml
from engine.given import Given
from lingqu.engine import commands as c
from lingqu.engine.types import TYPES, fits
from lingqu.engine.unsupported import unsupported
from lingqu.kernel.errors import Unprocessable
from lingqu.model.bpmn import read

DECLARED = '<lingqu:variable name="amount" type="number"/><lingqu:variable name="due" type="date"/>'


def typed(drawing, declared=DECLARED):
    xml = draw_xml(drawing)
    place = xml.index(b">", xml.index(b"<bpmn:process")) + 1
    extension = f'<bpmn:extensionElements xmlns:lingqu="urn:lingqu:bpmn:1">{declared}</bpmn:extensionElements>'
    return xml[:place] + extension.encode() + xml[place:]


def case(drawing):
    return Given(typed(drawing))


@pytest.mark.parametrize(
    ("type_", "good", "bad"),
    [
        ("string", "x", 1),
        ("number", 1.5, "1"),
        ("number", 0, True),
        ("boolean", False, 0),
        ("date", "2026-10-01", "01.10.2026"),
        ("time", "09:00:00", "9 o'clock"),
        ("date and time", "2026-10-01T09:00:00+08:00", "2026-13-01T09:00:00"),
        ("duration", "PT4H", "4h"),
        ("list", [], {}),
        ("context", {}, []),
    ],
)
def test_a_value_fits_its_type(type_, good, bad):
    from lingqu.kernel.values import normalise

    assert fits({"x": type_}, "x", normalise(good, "x"))
    assert fits({"x": type_}, "x", None)
    assert not fits({"x": type_}, "x", bad)
    assert fits({"x": type_}, "y", bad)


def test_who_starts_with_a_wrong_type_is_refused():
    with pytest.raises(Unprocessable):
        case("start -> work[user] -> end").start(amount="much")


def test_who_completes_or_sets_with_a_wrong_type_is_refused_and_nothing_changes():
    run = case("start -> work[user] -> end").start(amount=5)

    with pytest.raises(Unprocessable):
        run.complete("work", due="soon")
    with pytest.raises(Unprocessable):
        run.set(amount="much")
    assert run.variables == {"amount": 5}
    assert run.complete("work", due="2026-10-01").ended


def test_a_mapping_that_does_not_fit_is_an_incident_and_is_not_written():
    run = case("start -> work[user]{out.amount==text} -> end").start().complete("work", text="much")
    assert (run.problems, run.variables) == (["variable-type"], {})

    run.set(run.visit("work"), local=True, text=7).resolve()

    assert run.ended
    assert run.variables == {"amount": 7}


def test_a_script_that_does_not_fit_is_an_incident():
    run = case("start -> count[script]{expression==text result=amount} -> end").start(text="much")
    assert (run.problems, run.variables) == (["variable-type"], {"text": "much"})

    run.set(text=7).resolve()

    assert run.variables["amount"] == 7
    assert run.ended


def test_what_a_message_brings_is_taken_and_told():
    run = case("start -> wait[message m] -> work[user] -> end").start().message("m", amount="much")

    assert run.problems == ["variable-type"]
    assert run.waits_at == ["work"]
    assert run.set(amount=1).resolve().problems == []


def test_a_job_without_retries_may_not_bring_what_does_not_fit():
    run = case("start -> work[service] -> end").start()

    with pytest.raises(Unprocessable):
        run.do(c.FailJob(at=run.world.now, job=run.job("work"), retries=0, variables={"amount": "much"}))


@pytest.mark.parametrize(
    "declared",
    ['<lingqu:variable name="x" type="money"/>', '<lingqu:variable name="x" type="date"/>' * 2],
)
def test_a_declaration_that_means_nothing_is_refused(declared):
    [found] = unsupported(read(typed("start -> end", declared)))

    assert found.element == "process"
    assert found.code in ("engine.unknown_type", "engine.declared_twice")


def test_types_are_those_of_feel():
    assert "date and time" in TYPES
