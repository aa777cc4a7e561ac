"""BPMN 2.0.2 without anybody's extensions: no start event, formal expressions, data references, errors without a code."""

from __future__ import annotations

import pytest

from drawing import draw_xml
from engine.given import given
from lingqu.engine.unsupported import unsupported
from lingqu.kernel.messages import Message
from lingqu.model.bpmn import read

MODEL = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="plain"'
FEEL = "https://www.omg.org/spec/DMN/20191111/FEEL/"


def plain(process: str, *, said: str = "", before: str = "") -> bytes:
    """A document as other tools write it: `process` is what stands in the process, `said` attributes of the root."""
    return f'<definitions {MODEL} {said}>{before}<process id="process" isExecutable="true">{process}</process></definitions>'.encode()


def refused(xml: bytes) -> list[tuple[str, str]]:
    return [(one.element, one.code.removeprefix("engine.")) for one in unsupported(read(xml))]


# ---- without a start event ------------------------------------------------------------------------------------------


def test_a_process_without_a_start_event_begins_at_everything_that_no_flow_leads_to():
    case = given("a[user] -> join[and] -> end\nb[user] -> join").start()
    assert case.waits_at == ["a", "b"]

    case.complete("a").complete("b")
    assert case.ended
    assert case.times("join") == 1


def test_an_event_that_is_waited_for_begins_the_process_but_does_not_trigger_it():
    case = given("m[message paid] -> end\na[task] -> end-of-a[end]")
    case.message("paid")
    assert not case.world.instances

    case.start()
    assert case.waits_at == ["m"]
    assert case.message("paid").ended


def test_handlers_and_boundary_events_do_not_begin_a_process():
    case = given("""
        a[service] -> b[user]
        a ~(compensation)~> undo[service]
        a ~(error E)~> c[user]
        listen[event-scope] {
            start[start? message hello] -> d[user] -> end
        }
    """).start()

    assert case.waits_at == ["a"]


def test_a_process_without_a_start_event_can_be_called():
    case = given("start -> c[call]{process=inner} -> end", inner="a[user] -> b[user]").start()
    assert case.waits_at == ["a"]

    assert case.complete("a").complete("b").ended


#: What nothing leads to, and where tokens are when all that begins has begun; {s} is a scope of its own around it.
BEGINS = {
    "task": ("x[task] -> after[user]", ["after"]),
    "manual task": ("x[manual] -> after[user]", ["after"]),
    "script": ("x[script]{expression='=1' result=r} -> after[user]", ["after"]),
    "user task": ("x[user] -> after[user]", ["x"]),
    "job": ("x[service] -> after[user]", ["x"]),
    "receive task": ("x[receive] -> after[user]", ["x"]),
    "exclusive gateway": ("x[xor] -> after[user]", ["after"]),
    "parallel gateway": ("x[and] -> after[user]", ["after"]),
    "inclusive gateway": ("x[or] -> after[user]", ["after"]),
    "complex gateway": ("x[complex]{when='=activationCount >= 1'} -> after[user]", ["after"]),
    "event-based gateway": ("x[event-gateway] -> t[timer PT1H] -> after[user]\nx -> m[message m] -> after", ["x"]),
    "timer": ("x[timer PT1H] -> after[user]", ["x"]),
    "message": ("x[message m] -> after[user]", ["x"]),
    "signal": ("x[signal s] -> after[user]", ["x"]),
    "condition": ("x[catch condition =go] -> after[user]", ["x"]),
    "throw": ("x[throw] -> after[user]", ["after"]),
    "thrown signal": ("x[throw signal s] -> after[user]", ["after"]),
    "thrown message": ("x[throw message m] -> after[user]", ["after"]),
    "thrown escalation": ("x[throw escalation E] -> after[user]", ["after"]),
    "compensation": ("x[throw compensation] -> after[user]", ["after"]),
    "thrown link": ("x[throw link l]\ny[catch link l] -> after[user]", ["after"]),
    "end": ("x[end]\nother[user]", ["other"]),
    "signal end": ("x[end signal s]\nother[user]", ["other"]),
    "compensation end": ("x[end compensation]\nother[user]", ["other"]),
    "terminate end, drawn first": ("x[terminate]\nother[user]", []),
    "terminate end, drawn last": ("other[user]\nx[terminate]", []),
    "sub-process": ("x[scope] {\n in[user]\n}\nx -> after[user]", ["in"]),
    "transaction": ("x[transaction] {\n in[user]\n}\nx -> after[user]", ["in"]),
    "multi-instance": ("x[user]{count=2} -> after[user]", ["x", "x"]),
    "loop": ("x[user]{most=2} -> after[user]", ["x"]),
    "call": ("x[call]{process=part} -> after[user]", ["p"]),
}


@pytest.mark.parametrize(("text", "waits"), BEGINS.values(), ids=BEGINS)
def test_whatever_nothing_leads_to_begins(text, waits):
    assert given(text, part="p[user]").start("process", go=False).waits_at == waits

    inside = f"start -> around[scope] {{\n{text}\n}}\naround -> fin[user] -> end"
    assert given(inside, part="p[user]").start("process", go=False).waits_at == (waits or ["fin"])


@pytest.mark.parametrize("text", ["x[end error E]\nother[user]", "other[user]\nx[end error E]"])
def test_what_begins_with_an_error_ends_all_that_begins_beside_it(text):
    case = given(f"start -> around[scope] {{\n{text}\n}}\naround -> end\naround ~(error E)~> mend[user] -> end").start()

    assert case.waits_at == ["mend"]


def test_where_everything_has_an_incoming_flow_nothing_can_begin():
    assert refused(draw_xml("a[task] -> b[task] -> a")) == [("process", "missing_part")]


# ---- errors without a code ------------------------------------------------------------------------------------------


def test_an_error_without_a_code_is_caught_by_who_takes_any():
    case = given("""
        start -> part[scope] {
            start -> bad[end error]
        }
        part -> end
        part ~(known:error E)~> no[user] -> end
        part ~(any:error)~> yes[user] -> end
    """).start()

    assert case.waits_at == ["yes"]


def test_an_error_without_a_code_that_nobody_catches_is_an_incident():
    assert given("start -> bad[end error]").start().problems == ["unhandled-error"]


# ---- formal expressions ---------------------------------------------------------------------------------------------

CHOICE = """
    <startEvent id="start"/><exclusiveGateway id="g" default="no"/><userTask id="a"/><userTask id="b"/>
    <sequenceFlow id="in" sourceRef="start" targetRef="g"/>
    <sequenceFlow id="yes" sourceRef="g" targetRef="a"><conditionExpression {said}>{text}</conditionExpression></sequenceFlow>
    <sequenceFlow id="no" sourceRef="g" targetRef="b"/>
"""


@pytest.mark.parametrize(
    ("said", "document"),
    [
        ("", ""),
        (f'language="{FEEL}"', ""),
        ('language="feel"', 'expressionLanguage="http://groovy.codehaus.org/"'),
        ("", f'expressionLanguage="{FEEL}"'),
        ("", 'expressionLanguage="http://www.w3.org/1999/XPath"'),
    ],
)
def test_a_formal_expression_without_a_mark_is_feel(said, document):
    xml = plain(CHOICE.format(said=said, text="amount > 10"), said=document)

    assert given(xml).start(amount=11).waits_at == ["a"]
    assert given(xml).start(amount=9).waits_at == ["b"]


@pytest.mark.parametrize(
    ("said", "document", "text"),
    [
        ('language="http://www.java.com/java"', "", "return true;"),
        ('language="http://www.w3.org/1999/XPath"', "", "true()"),
        ("", 'expressionLanguage="http://groovy.codehaus.org/"', "amount"),
        ("", "", "${amount}"),
    ],
)
def test_an_expression_in_another_language_is_refused(said, document, text):
    assert refused(plain(CHOICE.format(said=said, text=text), said=document)) == [("yes", "bad_expression")]


def test_the_refusal_names_the_language():
    (found,) = unsupported(read(plain(CHOICE.format(said='language="http://www.mvel.org/2.0"', text="a"))))

    message = Message(code=found.code, params=found.params)
    assert "http://www.mvel.org/2.0" in message.text("en")
    assert "语言" in message.text("zh")


def test_what_is_marked_is_feel_whatever_the_document_says():
    xml = plain(CHOICE.format(said="", text="=amount > 10"), said='expressionLanguage="http://groovy.codehaus.org/"')

    assert given(xml).start(amount=11).waits_at == ["a"]


def test_conditions_of_loops_events_and_gateways_need_no_mark():
    assert given("start -> a[task]{while='loopCounter &lt; 3'} -> end".replace("&lt;", "<")).start().times("a") == 3
    assert given("start -> c[catch condition done] -> end").start().set(done=True).ended
    assert given("start -> a[user]{count=n until='numberOfCompletedInstances > 1'} -> end").start(n=3).waits_at == [
        "a",
        "a",
        "a",
    ]


def test_a_timer_says_itself_that_it_is_feel():
    xml = plain(f"""
        <startEvent id="start"/><intermediateCatchEvent id="t">
          <timerEventDefinition><timeDuration language="{FEEL}">wanted</timeDuration></timerEventDefinition>
        </intermediateCatchEvent><sequenceFlow id="f" sourceRef="start" targetRef="t"/>
    """)
    case = given(xml).start(wanted="PT1H")

    assert not case.wait(59).ended
    assert case.wait(1).ended


def test_a_cycle_on_an_intermediate_event_fires_once():
    case = given("start -> t[timer R3/PT1H] -> a[user] -> end").start()
    assert case.wait(59).waits_at == ["t"]

    assert case.wait(1).waits_at == ["a"]
    assert case.wait(hours=5).times("t") == 1


# ---- scripts --------------------------------------------------------------------------------------------------------


def test_a_script_in_feel_gives_the_entries_of_its_context():
    xml = plain("""
        <startEvent id="start"/><scriptTask id="s" scriptFormat="feel"><script>{sum: a + b, twice: 2 * a}</script></scriptTask>
        <sequenceFlow id="f" sourceRef="start" targetRef="s"/>
    """)

    assert given(xml).start(a=1, b=2).variables == {"a": 1, "b": 2, "sum": 3, "twice": 2}


def test_a_script_in_another_language_is_refused():
    xml = plain('<startEvent id="start"/><scriptTask id="s" scriptFormat="groovy"><script>1</script></scriptTask>')

    assert refused(xml) == [("s", "unsupported_feature")]


# ---- multi-instance by data references ------------------------------------------------------------------------------


def many(loop: str, inside: str = "", data: str = "") -> bytes:
    return plain(f"""{data}
        <startEvent id="start"/><userTask id="a">{inside}
          <multiInstanceLoopCharacteristics>{loop}</multiInstanceLoopCharacteristics>
        </userTask><userTask id="after"/>
        <sequenceFlow id="f" sourceRef="start" targetRef="a"/><sequenceFlow id="g" sourceRef="a" targetRef="after"/>
    """)


def test_a_collection_is_named_by_reference_and_items_by_name():
    case = given(
        many(
            "<loopDataInputRef>people</loopDataInputRef><loopDataOutputRef>answers</loopDataOutputRef>"
            '<inputDataItem id="i" name="person"/><outputDataItem id="answer"/>'
        )
    ).start(people=["ann", "bob"])
    assert case.waits_at == ["a", "a"]

    case.complete("a", answer=1).complete("a", answer=2)
    assert case.variables["answers"] == [1, 2]
    assert "answer" not in case.variables


def test_a_reference_to_a_data_object_means_its_name():
    case = given(
        many(
            "<loopDataInputRef>ref</loopDataInputRef>",
            data='<dataObject id="o" name="people"/><dataObjectReference id="ref" name="The people" dataObjectRef="o"/>',
        )
    )

    assert case.start(people=[1, 2, 3]).waits_at == ["a", "a", "a"]


def test_a_data_input_is_fed_by_its_association():
    case = given(
        many(
            "<loopDataInputRef>in</loopDataInputRef><loopDataOutputRef>out</loopDataOutputRef>"
            '<inputDataItem id="item" name="person"/><outputDataItem id="result"/>',
            inside='<ioSpecification><dataInput id="in" name="list"/><dataOutput id="out" name="done"/><inputSet/>'
            "<outputSet/></ioSpecification>"
            '<dataInputAssociation id="x"><sourceRef>p</sourceRef><targetRef>in</targetRef></dataInputAssociation>'
            '<dataOutputAssociation id="y"><sourceRef>out</sourceRef><targetRef>q</targetRef></dataOutputAssociation>',
            data='<property id="p" name="people"/><property id="q" name="results"/>',
        )
    ).start(people=["ann", "bob"])

    case.complete("a", result="x").complete("a", result="y")
    assert case.variables["results"] == ["x", "y"]


def test_a_behaviour_without_an_event_throws_nothing_that_anybody_could_catch():
    case = given(
        plain("""
        <startEvent id="start"/><task id="a">
          <multiInstanceLoopCharacteristics behavior="One"><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>
        </task><sequenceFlow id="f" sourceRef="start" targetRef="a"/>
    """)
    ).start()

    assert case.ended
    assert case.times("a") == 2


def test_a_behaviour_can_name_the_definition_of_the_event_that_catches_it():
    case = given(
        plain(
            """
        <startEvent id="start"/><userTask id="a"><multiInstanceLoopCharacteristics behavior="None"
          noneBehaviorEventRef="caught"><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></userTask>
        <boundaryEvent id="told" attachedToRef="a" cancelActivity="false">
          <signalEventDefinition id="caught" signalRef="s"/></boundaryEvent><userTask id="b"/>
        <sequenceFlow id="f" sourceRef="start" targetRef="a"/><sequenceFlow id="g" sourceRef="told" targetRef="b"/>
    """,
            before='<signal id="s" name="done"/>',
        )
    ).start()

    assert case.complete("a").waits_at == ["a", "b"]
    assert case.complete("a").waits_at == ["b", "b"]


UNDONE = """
    <startEvent id="start"/><task id="a"/><boundaryEvent id="undo" attachedToRef="a"><compensateEventDefinition/></boundaryEvent>
    <intermediateThrowEvent id="t"><compensateEventDefinition activityRef="a"/></intermediateThrowEvent><userTask id="b"/>
    <sequenceFlow id="f" sourceRef="start" targetRef="a"/><sequenceFlow id="g" sourceRef="a" targetRef="t"/>
    <sequenceFlow id="h" sourceRef="t" targetRef="b"/><task id="other"/><textAnnotation id="n"><text>why</text></textAnnotation>
"""


@pytest.mark.parametrize("line", ["", '<association id="l" sourceRef="n" targetRef="undo"/>'])
def test_an_activity_without_a_handler_has_nothing_to_undo(line):
    assert refused(plain(UNDONE + line)) == []
    assert given(plain(UNDONE + line)).start().waits_at == ["b"]


def test_a_line_to_what_is_no_handler_is_refused():
    line = '<association id="l" sourceRef="undo" targetRef="other"/>'

    assert refused(plain(UNDONE + line)) == [("undo", "missing_part")]


# ---- data that moves ------------------------------------------------------------------------------------------------

MOVES = """
    <property id="p" name="wanted"/><property id="q" name="got"/>
    <startEvent id="start"/><userTask id="a">
      <ioSpecification>
        <dataInput id="in" name="asked"/><dataInput id="word" name="how"/><dataOutput id="out" name="answer"/>
        <inputSet><dataInputRefs>in</dataInputRefs></inputSet><outputSet><dataOutputRefs>out</dataOutputRefs></outputSet>
      </ioSpecification>
      <dataInputAssociation id="x"><sourceRef>p</sourceRef><targetRef>in</targetRef></dataInputAssociation>
      <dataInputAssociation id="y"><targetRef>word</targetRef>
        <assignment><from>politely</from><to>word</to></assignment></dataInputAssociation>
      <dataOutputAssociation id="z"><sourceRef>out</sourceRef><targetRef>q</targetRef>
        {transformation}</dataOutputAssociation>
    </userTask><userTask id="b"/>
    <sequenceFlow id="f" sourceRef="start" targetRef="a"/><sequenceFlow id="g" sourceRef="a" targetRef="b"/>
"""


def test_data_associations_move_what_the_activity_declares():
    case = given(plain(MOVES.format(transformation=""))).start(wanted=7)
    local = case.case.variables(case.visit("a"))
    assert local == {"asked": 7, "how": "politely"}

    case.complete("a", answer=8, noise=9)
    assert case.variables == {"wanted": 7, "got": 8}


def test_a_transformation_is_feel():
    case = given(plain(MOVES.format(transformation="<transformation>answer * 2</transformation>"))).start(wanted=7)

    assert case.complete("a", answer=8).variables["got"] == 16


def test_associations_that_only_tools_draw_move_nothing():
    xml = plain("""
        <dataObject id="o" name="paper"/><dataObjectReference id="r" name="Paper" dataObjectRef="o"/>
        <startEvent id="start"/><userTask id="a"><property id="place" name="__targetRef_placeholder"/>
          <dataInputAssociation id="x"><sourceRef>r</sourceRef><targetRef>place</targetRef></dataInputAssociation>
          <dataOutputAssociation id="y"><targetRef>r</targetRef></dataOutputAssociation>
        </userTask><sequenceFlow id="f" sourceRef="start" targetRef="a"/>
    """)

    assert given(xml).start(paper=1).complete("a", found=2).variables == {"paper": 1, "found": 2}
