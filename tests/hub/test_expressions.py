"""FEEL at the hub's edges: results, errors in Camunda 8's two functions, durations, and texts that give nothing."""

import pytest

from lingqu.hub import expressions
from lingqu.hub.expressions import BpmnError, JobError
from lingqu.kernel.errors import Invalid, Unprocessable

AT = {"now": 0, "zone": "UTC"}


def test_an_answer_goes_whole_and_in_parts():
    headers = {"resultVariable": "all", "resultExpression": "={id: response.body.id}"}
    assert expressions.results(headers, {"body": {"id": 7}}, **AT) == {"all": {"body": {"id": 7}}, "id": 7}


def test_a_result_expression_that_gives_no_context_is_refused():
    with pytest.raises(Unprocessable):
        expressions.results({"resultExpression": "=1 + 1"}, {}, **AT)


def test_a_bpmn_error_by_the_code_of_a_failure():
    rule = {"errorExpression": '=if error.code = "404" then bpmnError("GONE", error.message, {a: 1}) else null'}
    failure = {"code": "404", "message": "no such thing"}
    found = expressions.error(rule, response=None, failure=failure, **AT)
    assert found == BpmnError(code="GONE", message="no such thing", variables={"a": 1})


def test_a_job_error_by_the_answer():
    rule = {"errorExpression": '=if response.body.ready then null else jobError("later", {}, 2, @"PT10S")'}
    found = expressions.error(rule, response={"body": {"ready": False}}, failure=None, **AT)
    assert found == JobError(message="later", variables={}, retries=2, backoff_ms=10_000)


def test_no_rule_or_no_match_is_no_error():
    assert expressions.error({}, response={}, failure=None, **AT) is None
    assert expressions.error({"errorExpression": "=null"}, response={}, failure=None, **AT) is None


def test_a_text_without_a_value_is_refused_with_the_reason():
    with pytest.raises(Unprocessable, match="absent"):
        expressions.value("=event.absent", {"event": {}}, **AT)


def test_a_text_without_an_equals_sign_is_itself():
    assert expressions.value("paid", {}, **AT) == "paid"


def test_a_setting_that_cannot_be_read_is_refused_before_the_first_event():
    with pytest.raises(Invalid):
        expressions.check("=event.", "when")


@pytest.mark.parametrize(("text", "ms"), [("PT10S", 10_000), ("P30D", 2_592_000_000)])
def test_durations(text, ms):
    assert expressions.duration_ms(text) == ms


def test_what_is_no_duration_is_refused():
    with pytest.raises(Invalid):
        expressions.duration_ms("soon")
