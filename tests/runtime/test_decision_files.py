"""What deployment says of decision models: what would be null is refused by table, rule and column."""

from dmn.models import decision, document, given, imported, literal, table
from lingqu.runtime import check_files


def said(*parts, **more):
    return [(one.code, one.severity) for one in check_files([("d.dmn", document(*parts, **more))])]


def test_a_sound_model_has_no_problems():
    assert said(given("x"), decision("d", literal("x + 1"), "x")) == []


def test_a_cell_that_is_not_feel_is_an_error_that_names_it():
    (found,) = check_files([("d.dmn", document(given("x"), decision("d", table("x -> y\n== 1 -> 2"), "x")))])
    assert (found.code, found.severity, found.element, found.line) == ("dmn.syntax", "error", "_d", 1)
    assert "rule 1, column 'x'" in found.message.text("en")


def test_a_circle_is_an_error():
    assert said(decision("a", literal("b"), "b"), decision("b", literal("a"), "a")) == [("dmn.cycle", "error")]


def test_what_an_import_may_explain_is_a_warning():
    assert said(decision("d", literal("1")), imports=imported("lib", "urn:lib")) == [("dmn.unknown_import", "warning")]


def test_a_file_that_is_no_decision_model_is_an_error():
    assert [one.code for one in check_files([("d.dmn", b"<a/>")])] == ["model.not_dmn"]
