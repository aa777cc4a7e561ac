"""DMN files: what is read, what is kept, what is refused; reading what was written gives the same."""

import os
from pathlib import Path

import pytest

from lingqu.kernel.errors import Invalid
from lingqu.model.dmn import VERSIONS, Definitions, elements, read, write

ROOT = Path(__file__).parents[2]
TCK = Path(os.environ.get("LINGQU_CORPORA", ROOT / ".." / "shared" / "corpora")).resolve() / "dmn-tck"
ODD = """<?xml version="1.0"?>
<dmn:definitions xmlns:dmn="https://www.omg.org/spec/DMN/20230324/MODEL/" xmlns:x="urn:x" id="d" name="odd"
    namespace="urn:odd" exporter="a tool" x:kept="1" xmlns:dmndi="https://www.omg.org/spec/DMN/20230324/DMNDI/">
  <!-- comments are dropped -->
  <dmn:description> spaces  stay </dmn:description>
  <dmn:extensionElements><x:thing a="&quot;&lt;">text<x:inner/></x:thing></dmn:extensionElements>
  <dmn:decision id="b" name="second kind first"><dmn:question x:y="z">why?</dmn:question>
    <dmn:decisionTable hitPolicy="UNIQUE" x:w="3"><dmn:output name="o"/><dmn:rule><dmn:outputEntry>
      <dmn:text><![CDATA["a" < "b"]]></dmn:text></dmn:outputEntry></dmn:rule></dmn:decisionTable></dmn:decision>
  <dmn:inputData id="i" name="in"/>
  <dmn:decision id="c" name="third"><dmn:list><dmn:literalExpression><dmn:text>1</dmn:text></dmn:literalExpression>
    <dmn:list/></dmn:list></dmn:decision>
  <dmn:textAnnotation id="t"><dmn:text>a note</dmn:text></dmn:textAnnotation>
  <dmndi:DMNDI><dmndi:DMNDiagram id="g"/></dmndi:DMNDI>
</dmn:definitions>"""


def minimal(version):
    return f'<definitions xmlns="{VERSIONS[version]}" name="m" namespace="n"><inputData id="i" name="x"/></definitions>'


@pytest.mark.parametrize("version", sorted(VERSIONS))
def test_every_version_is_read_and_written_in_its_own_namespace(version):
    document = read(minimal(version).encode())
    assert [one.name for one in document.inputs] == ["x"]
    assert f'"{VERSIONS[version]}"'.encode() in write(document)
    assert read(write(document)) == document


def test_an_odd_document_is_read_again_as_the_same():
    first = read(ODD.encode())
    assert read(write(first)) == first


def test_what_has_no_field_is_kept_where_it_stood():
    written = write(read(ODD.encode()))
    kept = [b"extensionElements", b'"second kind first"', b'name="in"', b'"third"', b"textAnnotation", b"DMNDiagram"]
    places = [written.index(mark) for mark in kept]
    assert places == sorted(places)
    assert b'kept="1"' in written
    assert b'exporter="a tool"' in written


def test_texts_are_kept_to_the_letter():
    document = read(ODD.encode())
    assert document.description.text == " spaces  stay "
    table = document.decisions[0].expression
    assert table.rules[0].outputs[0].text.text == '"a" < "b"'


def test_a_document_made_by_hand_is_written():
    made = Definitions(name="m", namespace="n", decisions=(elements.Decision(id="d", name="d"),))
    assert [one.id for one in read(write(made)).decisions] == ["d"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<definitions/>", "model.not_dmn"),
        ('<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "model.not_dmn"),
        (f'<decision xmlns="{VERSIONS["1.3"]}"/>', "model.not_dmn"),
        ("<definitions", "model.malformed"),
        (
            f'<definitions xmlns="{VERSIONS["1.3"]}"><decision><variable/><variable/></decision></definitions>',
            "model.repeated",
        ),
        (
            f'<definitions xmlns="{VERSIONS["1.3"]}"><decision><list/><context/></decision></definitions>',
            "model.repeated",
        ),
        (
            f'<definitions xmlns="{VERSIONS["1.3"]}"><itemDefinition isCollection="maybe"/></definitions>',
            "model.bad_attribute",
        ),
    ],
)
def test_what_is_no_dmn_is_refused(text, code):
    with pytest.raises(Invalid) as refused:
        read(text.encode())
    assert refused.value.message.code == code


@pytest.mark.skipif(not TCK.is_dir(), reason="the corpora are not here (set LINGQU_CORPORA)")
def test_the_models_of_the_test_kit_are_read_again_as_the_same():
    for path in sorted(TCK.rglob("*.dmn")):
        first = read(path.read_bytes())
        again = read(write(first))
        assert again == first, path.name
        assert write(again) == write(first), path.name
