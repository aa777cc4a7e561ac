"""XML from strangers: whatever comes, it is read or refused with Invalid, and nothing outside is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawing import draw_xml
from lingqu.checks import check
from lingqu.kernel.errors import Invalid
from lingqu.model.bpmn import read, write
from lingqu.model.xml import Limits

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SMALL = draw_xml(
    "start -> g[xor] -(x > 1)-> a[user]{groups=x} -> end\ng -(default)-> b[service]{mi=items in.a==b} -> end\n"
    "b ~(timer PT1H)~> late[end error E1]"
)


def nested(depth: int) -> bytes:
    inside = "<b:subProcess>" * depth + "</b:subProcess>" * depth
    return f'<b:definitions xmlns:b="{MODEL}"><b:process>{inside}</b:process></b:definitions>'.encode()


def refusal(data: bytes, limits: Limits | None = None) -> Invalid:
    with pytest.raises(Invalid) as refused:
        read(data, limits or Limits())
    return refused.value


def test_a_document_type_is_refused():
    assert refusal(b"<!DOCTYPE definitions><definitions/>").code == "model.doctype"


def test_an_entity_bomb_is_refused():
    layers = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    bomb = f'<!DOCTYPE d [<!ENTITY e0 "ha">{layers}]><d a="&e12;">&e12;</d>'
    assert refusal(bomb.encode()).code in ("model.doctype", "model.malformed")


def test_a_file_named_by_an_entity_is_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("do not tell")
    text = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]><d>&x;</d>'
    refused = refusal(text.encode())
    assert refused.code == "model.doctype"
    assert "do not tell" not in str(refused)


def test_a_document_over_the_limit_is_refused_before_it_is_parsed():
    refused = refusal(b"<" * 101, Limits(size=100))
    assert refused.code == "model.too_large"
    assert refused.params["limit"] == 100


def test_nesting_has_a_limit():
    deepest = Limits().depth - 2  # beside definitions and process
    assert refusal(nested(deepest + 1)).code == "model.too_deep"


def test_what_is_nested_as_deep_as_allowed_can_be_used():
    drawn = read(nested(Limits().depth - 2))
    assert read(write(drawn)) == drawn
    assert hash(drawn) == hash(read(write(drawn)))
    assert check(drawn)


def test_nesting_without_end_is_refused():
    assert refusal(nested(100_000)).code == "model.malformed"


def test_the_number_of_elements_has_a_limit():
    assert refusal(nested(40), Limits(elements=40)).code == "model.too_many"


def test_malformed_xml_is_refused_with_its_line():
    refused = refusal(SMALL.replace(b"</bpmn:process>", b""))
    assert refused.code == "model.malformed"
    assert refused.params["line"] > 10
    assert "第" in refused.message.text("zh")


@pytest.mark.parametrize(
    "data", [b"", b"   ", b"\x00", b"\xff\xfe", b"{}", b"<a", b'<?xml version="1.0" encoding="no-such"?><a/>']
)
def test_what_is_no_xml_is_refused(data):
    assert refusal(data).code == "model.malformed"


def test_other_encodings_are_read():
    drawn = read(SMALL)
    for encoding in ("utf-16", "gb18030"):
        text = SMALL.decode().replace("encoding='UTF-8'", f"encoding='{encoding}'")
        assert read(text.encode(encoding)) == drawn


@given(st.integers(0, len(SMALL)))
def test_no_truncation_does_more_than_being_refused(at):
    _read_or_refuse(SMALL[:at])


@given(st.integers(0, len(SMALL) - 1), st.integers(0, 60), st.binary(max_size=12))
def test_no_mutation_does_more_than_being_refused(at, cut, inserted):
    _read_or_refuse(SMALL[:at] + inserted + SMALL[at + cut :])


@given(st.integers(0, len(SMALL) - 1), st.integers(0, len(SMALL) - 1), st.integers(1, 200))
def test_no_rearrangement_does_more_than_being_refused(source, target, size):
    piece = SMALL[source : source + size]
    _read_or_refuse(SMALL[:target] + piece + SMALL[target:])


def _read_or_refuse(data: bytes) -> None:
    try:
        drawn = read(data)
    except Invalid:
        return
    assert read(write(drawn)) == drawn
