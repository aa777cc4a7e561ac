"""Effects happen exactly once: whatever the target does to the answer."""

import pytest

from hub.bench import PAY, node, until
from lingqu.engine.commands import CancelInstance
from lingqu.runtime.audit import audit
from systems.programs import running


@pytest.fixture(scope="module")
def finance(tmp_path_factory):
    with running("finance", tmp_path_factory.mktemp("finance") / "finance.sqlite", "--faults") as finance:
        yield finance


@pytest.fixture(autouse=True)
def _no_faults_left(finance):
    yield
    finance.call("DELETE", "/_fault")


@pytest.fixture
def bench(database, finance):
    with node(database) as bench:
        bench.hub.configure(connections=bench.settings(finance=finance))
        bench.deploy(PAY)
        yield bench


def payments(finance, prefix):
    found = finance.call("GET", "/api/payments?limit=500").json()["payments"]
    return [one for one in found if one["reference"].startswith(prefix)]


def name(database):
    """A prefix of references that no other test uses."""
    return f"{database.dialect}-{id(database)}"


def effects(bench):
    return bench.rows("SELECT state, attempts, class FROM effect ORDER BY job")


def test_a_payment_is_made_and_the_process_goes_on_with_it(bench, finance):
    prefix = f"plain-{name(bench.db)}"
    bench.begin("pay", reference=f"{prefix}-1", amount=128000)
    until(lambda: bench.ended() == 1)
    (made,) = payments(finance, prefix)
    assert (made["amount"], made["payee"]) == ("128000.00", "华东轴承有限公司")
    assert effects(bench) == [(2, 1, "A")]
    assert f'"number":"{made["number"]}"' in bench.value("SELECT value FROM variable WHERE name = 'payment'").replace(
        " ", ""
    )


def test_an_answer_cut_after_the_commit_ten_times_gives_ten_payments(bench, finance):
    prefix = f"cut-{name(bench.db)}"
    finance.call("POST", "/_fault", {"cut_after_commit": 10})
    for n in range(10):
        bench.begin("pay", reference=f"{prefix}-{n}", amount=100 + n)
    until(lambda: bench.ended() == 10, "ten instances at their end")
    assert len(payments(finance, prefix)) == 10
    assert {state for state, _, _ in effects(bench)} == {2}
    assert audit(bench.db).differences == ()


def test_a_payment_of_a_process_that_was_cancelled_is_still_accounted_for(bench, finance):
    prefix = f"gone-{name(bench.db)}"
    finance.call("POST", "/_fault", {"cut_after_commit": 1})
    instance = bench.begin("pay", reference=f"{prefix}-1", amount=7)
    until(lambda: effects(bench) and effects(bench)[0][0] == 4)
    bench.runtime.writer.call(bench.runtime.command(instance, CancelInstance(at=0, reason="test")))
    until(lambda: effects(bench)[0][0] == 2, "a look-up that finds the payment")
    assert len(payments(finance, prefix)) == 1


def test_a_reference_that_exists_with_the_same_contents_is_success(bench, finance):
    ref = f"same-{name(bench.db)}"
    given = {"reference": ref, "payee": "华东轴承有限公司", "amount": "5.00", "currency": "CNY"}
    finance.call("POST", "/api/payments", given)
    bench.begin("pay", reference=ref, amount=5)
    until(lambda: bench.ended() == 1)
    assert len(payments(finance, ref)) == 1


def test_a_reference_that_exists_with_other_contents_is_an_incident(bench, finance):
    ref = f"other-{name(bench.db)}"
    finance.call("POST", "/api/payments", {"reference": ref, "payee": "somebody else", "amount": "5.00"})
    bench.begin("pay", reference=ref, amount=5)
    until(lambda: bench.value("SELECT count(*) FROM incident") == 1)
    assert effects(bench) == [(3, 1, "A")]


def test_the_token_shows_in_no_row_and_no_line(bench, finance, capfd):
    prefix = f"quiet-{name(bench.db)}"
    finance.call("POST", "/_fault", {"cut": 1, "busy": 1, "cut_after_commit": 1})
    for n in range(3):
        bench.begin("pay", reference=f"{prefix}-{n}", amount=3)
    bench.begin("pay", reference=f"{prefix}-bad", amount=-1)
    until(lambda: bench.ended() == 3 and bench.value("SELECT count(*) FROM incident") == 1)
    shown = "".join(capfd.readouterr())
    for table in ("effect", "connection", "secret", "variable", "history", "job", "incident", "page", "guard"):
        shown += str(bench.rows(f"SELECT * FROM {table}"))  # noqa: S608 - names of ours
    assert finance.token not in shown
