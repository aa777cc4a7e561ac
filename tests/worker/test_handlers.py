"""How a handler's annotations decide what comes in and what goes out."""

from dataclasses import dataclass
from decimal import Decimal

import msgspec
import pytest

from lingqu.worker import Job, JobError
from lingqu.worker.handlers import exponential, handler


class Order(msgspec.Struct):
    number: str
    total: Decimal
    lines: list[str] = []


class Packed(msgspec.Struct, rename="camel"):
    box_count: int


def read(call, fetch=None):
    return handler("pack", call, timeout=1, fetch=fetch, backoff=exponential())


def job(**variables):
    return Job(
        job_key="1",
        type="pack",
        process_instance_key="2",
        process_definition_id="p",
        process_definition_version=1,
        process_definition_key="3",
        element_id="e",
        element_instance_key="4",
        retries=3,
        deadline=0,
        variables=variables,
    )


def test_variables_come_as_the_struct_that_is_asked_for():
    def pack(order: Order) -> Packed: ...

    found = read(pack).arguments(job(number="A-1", total=Decimal("12.50"), other=1))
    assert found == {"order": Order("A-1", Decimal("12.50"))}


def test_only_the_fields_of_the_struct_are_fetched():
    def pack(order: Order) -> None: ...

    assert read(pack).fetch == ("number", "total", "lines")


def test_a_handler_that_sees_the_job_fetches_everything_unless_it_says_what():
    def pack(order: Order, job: Job) -> None: ...

    assert read(pack).fetch is None
    assert read(pack, fetch=("number",)).fetch == ("number",)


def test_variables_that_do_not_fit_end_the_job_with_no_retries_left():
    def pack(order: Order) -> None: ...

    with pytest.raises(JobError, match=r"'pack' do not fit Order: .*`str`, got `int` - at `\$.number`") as failed:
        read(pack).arguments(job(number=7, total=1))
    assert failed.value.retries == 0


def test_a_plain_handler_gets_the_variables_and_the_job():
    def pack(variables: dict, job: Job): ...

    given = job(a=1)
    assert read(pack).arguments(given) == {"variables": {"a": 1}, "job": given}


def test_a_result_goes_out_by_its_names_in_the_process():
    def pack(order: Order) -> Packed: ...

    assert read(pack).variables(Packed(box_count=2)) == {"boxCount": 2}


def test_a_dataclass_and_numbers_keep_their_digits():
    @dataclass
    class Sum:
        total: Decimal

    assert read(lambda: None).variables(Sum(Decimal("1.10"))) == {"total": Decimal("1.10")}


@pytest.mark.parametrize("result", [7, ["a"], {"a": {1, 2}, 3: "x"}, {"a": object()}, {"a": float("nan")}])
def test_a_result_that_is_no_variables_ends_the_job(result):
    with pytest.raises(JobError) as failed:
        read(lambda: None).variables(result)
    assert failed.value.retries == 0


def test_a_result_that_is_not_what_was_promised_ends_the_job():
    def pack() -> Packed: ...

    with pytest.raises(JobError, match="boxCount"):
        read(pack).variables({"boxCount": "two"})


def test_a_function_with_two_places_for_variables_is_refused_at_once():
    def pack(order: Order, more: dict): ...

    with pytest.raises(TypeError, match="one parameter"):
        read(pack)


def test_a_function_with_a_star_is_refused_at_once():
    def pack(*orders): ...

    with pytest.raises(TypeError, match="by name"):
        read(pack)


def test_the_pause_doubles_up_to_a_limit():
    backoff = exponential(1, 10)
    assert [backoff(n) for n in (1, 2, 3, 4, 5, 500)] == [1, 2, 4, 8, 10, 10]
