"""What is proven and what is refuted, one fact a test; a story leads to each refutation."""

import pytest

from drawing import draw, draw_xml
from lingqu.checks.soundness import prove
from lingqu.model.bpmn import read

PROPERTIES = ["safeness", "option_to_complete", "proper_completion", "no_dead_activities"]


def for_ever():
    return True


def failing(text):
    return [name for name, verdict in prove(draw(text), for_ever).verdicts.items() if verdict == "fails"]


def told(text, code):
    return next(one for one in prove(draw(text), for_ever).problems if one.code == f"soundness_{code}")


SOUND = {
    "a sequence": "start -> a[task] -> end",
    "two that nothing leads to, joined": "a[user] -> j[and] -> end\nb[user] -> j",
    "a fork that is joined": "start -> f[and] -> a[task] -> j[and] -> end\nf -> b[task] -> j",
    "a loop with a way out": "start -> m[xor] -> a[task] -> s[xor] -> end\ns -> m",
    "an inclusive split and join": "start -> s[or] -> a[task] -> j[or] -> end\ns -> b[task] -> j\ns -> c[task] -> j",
    "an inclusive join that a boundary event can pass by": """
        start -> s[or] -> a[task] -> j[or] -> end
        s -> b[user] -> j
        b ~(timer PT1H)~> late[task] -> gone[end]
    """,
    "a race of events": "start -> g[event-gateway] -> t[timer PT1H] -> end\ng -> m[message m] -> paid[task] -> end",
    "a sub-process cut short": "start -> s[scope] {\nstart -> w[user] -> end\n}\ns -> end\ns ~(timer PT1H)~> l[task] -> end",
    "a reminder": "start -> a[user] -> end\na ~(?timer PT1H)~> r[service] -> reminded[end]",
    "a thrown error that is caught": "start -> s[scope] {\nstart -> x[end error E]\n}\ns ~(error E)~> h[task] -> end",
    "a worker's error": "start -> s[scope] {\nstart -> w[service] -> end\n}\ns -> end\ns ~(error E)~> h[task] -> end",
    "an escalation heard beside": """
        start -> s[scope] {
            start -> t[throw escalation X] -> w[user] -> end
        }
        s -> end
        s ~(?escalation X)~> h[task] -> heard[end]
    """,
    "termination ends what else runs": "start -> f[and] -> a[user] -> t[terminate]\nf -> b[user] -> end",
    "an event sub-process beside": "start -> a[user] -> end\nx[event-scope] {\nb[start? message m] -> h[task] -> e[end]\n}",
    "a link": "start -> a[throw link l]\nb[catch link l] -> c[task] -> end",
    "a cancelled transaction": """
        start -> t[transaction] {
            start -> g[xor] -> w[task] -> end
            g -> c[end cancel]
        }
        t -> end
        t ~(cancel)~> h[task] -> end
    """,
    "a transaction that is cancelled deeper inside": """
        start -> t[transaction] {
            start -> s[scope] {
                start -> g[xor] -> w[task] -> end
                g -> c[end cancel]
            }
            s -> end
        }
        t -> end
        t ~(cancel)~> h[task] -> end
    """,
    "several plain start events, of which one is chosen": "a[start] -> m[xor] -> end\nb[start] -> m",
    "an ad-hoc sub-process": "start -> s[ad-hoc] {\na[task] -> b[task]\nc[task]\n}\ns -> end",
    "a complex gateway": "start -> f[and] -> a[task] -> c[complex] -(waitingForStart)-> z[task] -> end\nf -> b[task] -> c",
    "a discriminator": "start -> f[and] -> a[task] -> c[complex]{when==activationCount>=1} -> z[task] -> end\nf -> b[task] -> c",
    "many at once": "start -> a[user]{mi=items} -> end",
    "a start event for a message beside the plain one": "start -> m[xor] -> end\nsecond[start message m] -> m",
    "many free flows": "j[or] -> end\nstart -> s[or]\n" + "\n".join(f"s -> a{n}[task] -> j" for n in range(8)),
    "two of three": (
        "start -> f[and] -> a[task] -> c[complex]{when==activationCount>=2} -> z[task] -> end\n"
        "f -> b[task] -> c\nf -> d[task] -> c"
    ),
    "a called process": "start -> c[call]{process=other} -> end\nc ~(error E)~> h[task] -> end",
}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND)
def test_a_sound_process_is_proven(text):
    found = prove(draw(text), for_ever)
    assert found.verdicts == dict.fromkeys(PROPERTIES, "holds")
    assert found.problems == ()


UNSOUND = {
    "a join of alternatives": (
        "start -> s[xor] -> a[task] -> j[and] -> end\ns -> b[task] -> j",
        ["option_to_complete"],
    ),
    "a merge of a fork": (
        "start -> f[and] -> a[task] -> m[xor] -> z[task] -> end\nf -> b[task] -> m",
        ["safeness", "proper_completion"],
    ),
    "a loop without a way out": (
        "start -> m[xor] -> a[task] -> m\nstart -> b[task] -> end",
        ["option_to_complete"],
    ),
    "an end reached twice": ("start -> f[and] -> a[task] -> end\nf -> b[task] -> end", ["proper_completion"]),
    "a task that nothing leads to": ("start -> end\nlost[task]", ["no_dead_activities"]),
    "a task behind a join that never opens": (
        "start -> s[xor] -> j[and] -> a[task] -> end\ns -> j",
        ["option_to_complete", "no_dead_activities"],
    ),
    "a join inside a sub-process": (
        "start -> s[scope] {\nstart -> x[xor] -> a[task] -> j[and] -> end\nx -> b[task] -> j\n}\ns -> end",
        ["option_to_complete"],
    ),
    "two waits for one another": (
        "start -> f[and] -> a[task] -> j[and] -> end\nf -> b[task] -> k[and] -> j\nj -> k",
        ["option_to_complete"],
    ),
    "an error that a worker cannot throw": (
        "start -> s[scope] {\nstart -> w[manual] -> end\n}\ns -> end\ns ~(error E)~> h[task] -> end",
        ["no_dead_activities"],
    ),
    "a third token on two flows, of which two are asked for": (
        (
            "start -> f[and] -> a[task] -> c[complex]{when==activationCount>=2} -> z[task] -> end\n"
            "f -> b[task] -> m[xor] -> c\nf -> d[task] -> m"
        ),
        ["safeness", "option_to_complete"],
    ),
    "a third token on two flows, of which any will do": (
        (
            "start -> f[and] -> a[task] -> c[complex]{when==activationCount>=1} -> z[task] -> end\n"
            "f -> b[task] -> m[xor] -> c\nf -> d[task] -> m"
        ),
        ["safeness", "proper_completion"],
    ),
    "three asked for where two can come": (
        "start -> f[and] -> a[task] -> c[complex]{when==activationCount>=3} -> z[task] -> end\nf -> b[task] -> c",
        ["option_to_complete", "no_dead_activities"],
    ),
    "a throwing link to nowhere": ("start -> a[throw link l]", ["option_to_complete"]),
}


@pytest.mark.parametrize(("text", "fails"), UNSOUND.values(), ids=UNSOUND)
def test_an_unsound_process_is_refuted(text, fails):
    assert failing(text) == fails


def test_an_end_inside_a_sub_process_is_judged_when_that_completes():
    text = "start -> s[scope] {\nstart -> f[and] -> a[task] -> e[end]\nf -> b[task] -> e\n}\ns -> end"
    problem = told(text, "improper")
    assert problem.element == "e"


def test_a_stuck_sub_process_that_a_timer_ends_can_complete():
    text = """
        start -> s[scope] {
            start -> x[xor] -> a[task] -> j[and] -> end
            x -> b[task] -> j
        }
        s -> end
        s ~(timer PT1H)~> end
    """
    assert failing(text) == []


def test_the_story_of_a_deadlock_ends_where_the_token_waits():
    problem = told("start -> s[xor] -> a[task] -> j[and] -> end\ns -> b[task] -> j", "deadlock")
    assert problem.element == "j"
    assert [step.element for step in problem.trace] == ["start", "s", "a"]
    assert problem.trace[-1].tokens == ("a-j",)


def test_the_story_of_an_unsafe_flow_ends_with_two_tokens_on_it():
    problem = told("start -> f[and] -> a[task] -> m[xor] -> z[task] -> end\nf -> b[task] -> m", "unsafe")
    assert problem.element == "m-z"
    assert problem.trace[-1].tokens == ("m-z", "m-z")
    assert {step.element for step in problem.trace} == {"start", "f", "a", "b", "m"}


def test_a_problem_is_told_in_both_languages_with_its_line():
    text = "start -> s[xor] -> a[task] -> j[and] -> end\ns -> b[task] -> j"
    problem = told(text, "deadlock")
    assert b'id="j"' in draw_xml(text).splitlines()[problem.line - 1]
    assert "'j'" in problem.message.text("en")
    assert "“j”" in problem.message.text("zh")


def test_an_unsound_process_is_a_warning_unless_it_asks_for_more():
    data = draw_xml("start -> s[xor] -> j[and] -> end\ns -> j")
    asks = (
        b'<bpmn:extensionElements><l:soundness xmlns:l="urn:lingqu:bpmn:1" severity="error"/></bpmn:extensionElements>'
    )
    strict = data.replace(b'isExecutable="true">', b'isExecutable="true">' + asks)
    drawn = data.replace(b'isExecutable="true"', b"")
    severities = [
        {one.severity for one in prove(read(one), for_ever).problems if one.code == "soundness_deadlock"}
        for one in (data, strict, drawn)
    ]
    assert severities == [{"warning"}, {"error"}, {"warning"}]
    assert prove(read(drawn), for_ever, severity="error").problems[0].severity == "warning"
    assert prove(read(data), for_ever, severity="error").problems[0].severity == "error"


def test_without_time_nothing_is_decided_and_that_is_said():
    wide = "j[and] -> end\nstart -> f[or]\n" + "\n".join(f"f -> a{n}[task] -> j" for n in range(9))
    found = prove(draw(wide), lambda: False, seconds=2)
    assert "undecided" in found.verdicts.values()
    (problem,) = [one for one in found.problems if one.code == "soundness_undecided"]
    assert "2 s" in problem.message.text("en")


def test_tokens_without_end_are_told_apart_from_a_lack_of_time():
    found = prove(draw("start -> a[user] -> t[terminate]\na -> a"), for_ever)
    assert found.verdicts["safeness"] == "fails"
    assert "soundness_beyond" in {one.code for one in found.problems}


def test_activities_that_gather_tokens_are_not_decided():
    data = draw_xml("start -> a[task] -> end").replace(b'<bpmn:task id="a"', b'<bpmn:task startQuantity="2" id="a"')
    assert b"startQuantity" in data
    assert set(prove(read(data), for_ever).verdicts.values()) == {"undecided"}


def pools(first, second, flows):
    """Two processes with message flows between nodes that are named alike in none."""
    one, other = draw_xml(first, "one"), draw_xml(second, "other")
    inner = other[other.index(b"<bpmn:process") : other.index(b"</bpmn:definitions>")]
    messages = "".join(f'<bpmn:messageFlow id="{a}-{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in flows)
    talk = (
        '<bpmn:collaboration id="talk"><bpmn:participant id="p" processRef="one"/>'
        f'<bpmn:participant id="q" processRef="other"/>{messages}</bpmn:collaboration>'
    )
    return read(one.replace(b"</bpmn:definitions>", talk.encode() + inner + b"</bpmn:definitions>"))


def test_a_message_that_a_message_flow_promises_is_waited_for():
    never = pools(
        "start -> x[xor] -> ask[send] -> end\nx -> end",
        "begin[start] -> hear[receive] -> done[end]",
        [("ask", "hear")],
    )
    assert prove(never, for_ever).verdicts["option_to_complete"] == "fails"
    always = pools("start -> ask[send] -> end", "begin[start] -> hear[receive] -> done[end]", [("ask", "hear")])
    assert set(prove(always, for_ever).verdicts.values()) == {"holds"}


def test_two_pools_that_wait_for_one_another_are_stuck():
    drawn = pools(
        "start -> a[receive] -> b[send] -> end",
        "begin[start] -> c[receive] -> d[send] -> done[end]",
        [("b", "c"), ("d", "a")],
    )
    found = prove(drawn, for_ever)
    assert found.verdicts["option_to_complete"] == "fails"
    assert found.verdicts["no_dead_activities"] == "fails"


def test_a_message_without_a_message_flow_comes_when_it_comes():
    assert failing("start -> a[receive]{message=m key==k} -> end") == []
