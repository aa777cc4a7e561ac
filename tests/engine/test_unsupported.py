"""What cannot run is named at deployment, by element and reason."""

from __future__ import annotations

import pytest

from drawing import draw
from lingqu.engine.unsupported import unsupported
from lingqu.kernel.messages import Message


def codes(drawing: str) -> list[tuple[str, str]]:
    return [(one.element, one.code.removeprefix("engine.")) for one in unsupported(draw(drawing))]


def test_what_runs_has_no_problems():
    assert (
        codes("""
        start -> a[user] -> b[service] -> g[xor] -(x)-> part[scope] {
            start -> t[timer PT1H] -> end
        }
        part -> end
        g -(default)-> end
        a ~(?timer R/PT1H)~> remind[send] -> end
    """)
        == []
    )


@pytest.mark.parametrize(
    ("drawing", "element", "code"),
    [
        ("start -> g[complex] -> end\n start -> a[task] -> g", "g", "missing_part"),
        ("start -> g[complex]{when='x y z ('} -> end", "g", "bad_expression"),
        ("start -> g[complex]{when='=1 +'} -> end", "g", "bad_expression"),
        ("start -> c[end cancel]", "c", "unsupported_feature"),
        ("start -> a[user] -> end\n a ~(cancel)~> b[task] -> end", "a-cancel", "unsupported_feature"),
        ("start -> a[user] -> end\n a ~(compensation)~> b[task] -> end", "b", "unsupported_feature"),
        ("start -> e[throw compensation nobody] -> end", "e", "bad_reference"),
        ("start -> c[catch condition x +] -> end", "c", "bad_expression"),
        ("start[start error E] -> end", "start", "unsupported_trigger"),
        ("start -> r[rule]{decision=d} -> end", "r", "missing_part"),
        ("start -> r[rule]{decision-result=x} -> end", "r", "missing_part"),
        ("start -> r[rule]{decision=d decision-result=x type=t} -> end", "r", "unsupported_feature"),
        ("start -> r[rule]{decision=d decision-result=x decision-binding=never} -> end", "r", "unsupported_feature"),
        ("start -> r[rule]{decision=d decision-result=x decision-binding=versionTag} -> end", "r", "missing_part"),
        ("start -> g[event-gateway] -(x)-> t[timer PT1H] -> end", "g-t", "unsupported_feature"),
        ("start[start]{in.x==1} -> end", "start", "unsupported_feature"),
        ("start -> g[event-gateway] -> t[timer PT1H]{in.x==1} -> end", "t", "unsupported_feature"),
        ("h[event-scope] {\nstart[start message m] -> end\n}", "process", "missing_part"),
        ("start -> t[timer soon] -> end", "t", "bad_timer"),
        ("start -> s[script]{expression='=1 +' result=x} -> end", "s", "bad_expression"),
        ("start -> g[xor] -(1 +)-> end\n g -(default)-> end", "g-end", "bad_expression"),
        ("start -> c[call] -> end", "c", "missing_part"),
        ("start -> jump[throw link nowhere]", "jump", "bad_reference"),
        ("start -> a[user] -> start\n a -> end", "start", "unsupported_feature"),
        ("start -> a[user] -> end\n a ~(timer PT1H)~> b[user] -> a-timer", "a-timer", "unsupported_feature"),
        ("start -> jump[throw link far]\n start -> there[catch link far] -> end", "there", "unsupported_feature"),
        ("start -> end -> a[user]", "end", "unsupported_feature"),
        ("start -> jump[throw link far] -> a[user]\n there[catch link far] -> end", "jump", "unsupported_feature"),
        ("start -> g[event-gateway] -> a[user] -> end", "g", "unsupported_feature"),
        ("start -> a[user] -> end\n a ~(?error E)~> b[user] -> end", "a-error", "unsupported_trigger"),
        ("start -> r[receive]{instantiate=true} -> end", "r", "unsupported_feature"),
        ("start -> a[user]{instantiate=true} -> end", "a", "unsupported_feature"),
        ("part[scope] {\n r[receive]{instantiate=true} -> end\n }\n start -> part", "r", "unsupported_feature"),
        ("g[event-gateway]{instantiate=true every=true} -> t[timer PT1H] -> end", "g", "unsupported_feature"),
        ("start -> g[event-gateway]{every=true} -> m[message a] -> end", "g", "unsupported_feature"),
        ("start -> t[throw signal s]{type=tell} -> end", "t", "unsupported_feature"),
        ("start -> t[throw message m]{message-id==(} -> end", "t", "bad_expression"),
        ("start -> s[service]{rank==(} -> end", "s", "bad_expression"),
        ("start -> s[service]{type==(} -> end", "s", "bad_expression"),
    ],
)
def test_each_place_is_named(drawing, element, code):
    assert (element, code) in codes(drawing)


def test_a_file_without_an_executable_process_is_refused():
    from lingqu.model.bpmn import read

    xml = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"/></definitions>'

    assert [one.code for one in unsupported(read(xml))] == ["engine.no_process"]


def test_every_problem_can_be_told_in_both_languages():
    (found,) = unsupported(draw("start -> g[ad-hoc]{ordering=Any} {\n a[task]\n }\n g -> end"))

    message = Message(code=found.code, params=found.params)
    assert "ordering" in message.text("en")
    assert "暂不支持" in message.text("zh")
    assert found.line > 0


def test_the_words_of_every_trigger_and_gateway_are_chinese_too():
    from lingqu.engine.event_grid import ROWS
    from lingqu.engine.words import in_chinese

    assert all(in_chinese(word) != word for word in ROWS)


def test_an_ad_hoc_sub_process_with_a_list_needs_no_worker():
    drawing = "start -> part[ad-hoc]{active='=[\"a\"]' until='=over'} -> end\npart {\na[user]\nb[user]\n}"

    assert codes(drawing) == []
