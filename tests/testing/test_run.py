"""The fluent API: verbs, expectations, mocks by value, and what it says when something is not as expected."""

import pytest

from drawing import draw, draw_xml
from lingqu.kernel.errors import Invalid
from lingqu.testing import given

REVIEW = draw_xml("start -> review[user] -> pay[service]{type=pay} -> end\nreview ~(timer PT1H)~> late[task] -> end")


def test_a_run_reads_as_a_sentence():
    given(REVIEW).start({"x": 1}).complete("review", {"ok": True}).complete("pay").expect(
        state="completed", variables={"x": 1, "ok": True}, completed={"pay": 1}, never=["late"]
    )


def test_time_moves_only_when_told():
    given(REVIEW).start().advance("PT59M").expect(active={"review": 1}).advance("PT1M").expect(
        state="completed", completed={"late": 1}
    )


def test_what_is_not_as_expected_is_told_with_the_story():
    with pytest.raises(AssertionError, match="expected state completed, but it is active") as told:
        given(REVIEW).start().expect(state="completed")

    assert "2026-01-01 00:00:00 process#1 review waits for a person" in str(told.value)


def test_what_does_not_wait_cannot_be_completed():
    with pytest.raises(AssertionError, match="expected pay to wait, but it does not"):
        given(REVIEW).start().complete("pay")


def test_an_expectation_about_nothing_is_missed():
    with pytest.raises(AssertionError, match="names reveiw, which no deployed model has"):
        given(REVIEW).start().expect(never=["reveiw"])
    with pytest.raises(AssertionError, match="'colour' is not known"):
        given(REVIEW).start().expect(colour="red")


def test_a_job_is_answered_by_value():
    run = given(REVIEW, jobs={"pay": {"variables": {"paid": 12.5}}}).start().complete("review")

    assert run.state == "completed"
    assert str(run.variables["paid"]) == "12.5"


def test_a_job_fails_or_throws_by_value():
    drawn = draw_xml("start -> pay[service] -> end\npay ~(error BROKE)~> help[user] -> end")

    given(drawn, jobs={"pay": {"error": "BROKE"}}).start().expect(active={"help": 1})
    given(drawn, jobs={"pay": {"fail": "closed"}}).start().expect(state="incident")


def test_a_list_of_answers_is_used_up():
    drawn = draw_xml("start -> work[service]{mi==[1,2,3] out=results out-item==r} -> end")

    run = given(drawn, jobs={"work": [{"variables": {"r": 1}}, {"variables": {"r": 2}}]}).start()

    run.expect(active={"work": 1}).complete("work", {"r": 3}).expect(variables={"results": [1, 2, 3]})


def test_a_decision_is_given_by_value():
    drawn = draw_xml("start -> rate[rule]{decision=rating decision-result=rated} -> end")

    given(drawn, decisions={"rating": {"grade": "A", "points": [1, None, True]}}).start().expect(
        state="completed", variables={"rated": {"grade": "A", "points": [1, None, True]}}
    )


def test_an_endless_answer_is_stopped():
    with pytest.raises(AssertionError, match="expected to come to rest"):
        given(REVIEW, jobs={"pay": {"fail": "again", "retries": 3}}).start().complete("review")


def test_further_models_are_called():
    parent = draw("start -> sub[call]{process=child} -> end")

    given(parent, draw_xml("start -> inner[user] -> end", "child")).start().expect(active={"inner": 1}).complete(
        "inner"
    ).expect(state="completed", instances={"child": {"completed": 1}})


def test_a_model_that_cannot_run_is_refused_by_element():
    with pytest.raises(Invalid, match="pay"):
        given(draw_xml("start -> pay[xor] -(=a +)-> end"))
    with pytest.raises(Invalid, match=r"nowhere\.bpmn"):
        given("nowhere.bpmn")
    with pytest.raises(Invalid, match="malformed"):
        given(REVIEW, jobs={"pay": {"strange": 1}})


def test_messages_signals_errors_and_repairs_have_their_verbs():
    drawn = draw_xml("start -> a[message m] -> b[signal s] -> c[service] -> end\nc ~(error E)~> d[user] -> end")

    run = given(drawn).start().message("m", variables={"x": 1}).signal("s").fail_job("c", message="broken")
    run.expect(incident={"element": "c", "kind": "job-no-retries"}).set_retries("c").resolve_incident("c")
    run.throw_error("c", "E").set_variables({"y": 2}).expect(variables={"x": 1, "y": 2}, active={"d": 1})
    run.cancel().expect(state="terminated")


def test_a_pool_that_does_not_say_that_it_runs_need_not():
    drawn = draw_xml("start -> work[user] -> end").replace(
        b"</bpmn:definitions>",
        b'<bpmn:process id="customer"><bpmn:callActivity id="asks"/></bpmn:process></bpmn:definitions>',
    )

    given(drawn).start().complete("work").expect(state="completed")
