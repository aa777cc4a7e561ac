"""lingqu decide: a decision on sample data, its history, its warnings."""

import json

import pytest

from dmn.models import decision, document, given, imported, knowledge, literal, table
from lingqu.cli.decide import decide
from lingqu.kernel.errors import Invalid, NotFound


@pytest.fixture
def place(tmp_path):
    """A folder with a model, the model that it imports, and data."""
    (tmp_path / "main.dmn").write_bytes(
        document(
            given("day", "date"),
            decision("year", literal("lib.of(day)"), "day", "!urn:lib#_of"),
            decision("age", table("year -> old\n< 2000 -> true\n>= 2000 -> false"), "year"),
            imports=imported("lib", "urn:lib"),
        )
    )
    (tmp_path / "lib.dmn").write_bytes(document(knowledge("of", ["d"], literal("d.year")), namespace="urn:lib"))
    (tmp_path / "data.json").write_text('{"day": "1999-12-31"}', encoding="utf-8")
    return tmp_path


def test_a_decision_is_printed_as_json(place, capsys):
    assert decide(place / "main.dmn", "age", context=place / "data.json") == 0
    assert json.loads(capsys.readouterr().out) is True


def test_without_a_name_every_decision_is_printed(place, capsys):
    decide(place / "main.dmn", context=place / "data.json")
    assert json.loads(capsys.readouterr().out) == {"year": 1999, "age": True}


def test_the_history_tells_which_rule_matched(place, capsys):
    decide(place / "main.dmn", "age", context=place / "data.json", history=True)
    told = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in told["decisions"]] == ["year", "age"]
    assert told["decisions"][1]["tables"][0]["rules"] == [{"index": 1, "id": "r1", "outputs": {"old": True}}]


def test_warnings_go_to_standard_error(place, capsys):
    decide(place / "main.dmn", "year")
    shown = capsys.readouterr()
    assert shown.out == "null\n"
    assert "day" in shown.err


def test_what_is_not_there_is_refused(place):
    with pytest.raises(NotFound):
        decide(place / "main.dmn", "nothing")
    with pytest.raises(Invalid):
        decide(place / "nothing.dmn")
