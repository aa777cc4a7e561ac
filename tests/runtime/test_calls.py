"""Call activities on real databases: which version is called, what is deployed together, letters up and down."""

import re

import pytest

from drawing import draw_xml
from lingqu.runtime import DeploymentRefused
from runtime.looking import rows


def process(name: str, drawing: str, tag: str = "") -> tuple[str, bytes]:
    """A file with one process; `tag` is its version tag."""
    xml = draw_xml(drawing, name)
    mark = f'<bpmn:extensionElements><zeebe:versionTag value="{tag}"/></bpmn:extensionElements>'.encode()
    return f"{name}.bpmn", xml.replace(b'isExecutable="true">', b'isExecutable="true">' + mark, 1) if tag else xml


def caller(options: str) -> tuple[str, bytes]:
    return process("caller", f"start -> call[call]{{process=child {options}}} -> end")


def child(work: str, tag: str = "") -> tuple[str, bytes]:
    return process("child", f"start -> {work}[user] -> end", tag)


def waits_at(runtime) -> list[str]:
    found = rows(
        runtime,
        "SELECT e.id FROM activity a JOIN element e ON e.definition = a.definition AND e.ordinal = a.element"
        " WHERE a.left_at IS NULL AND e.kind = 'userTask'",
    )
    return sorted(name for (name,) in found)


def start(runtime):
    return runtime.writer.call(runtime.start("caller", variables={"x": 1}))


def test_the_latest_version_is_called_when_the_token_comes(runtime):
    runtime.deploy([caller(""), child("old")])
    runtime.deploy([child("new")])

    start(runtime)

    assert waits_at(runtime) == ["new"]


def test_what_was_deployed_together_is_called_for_ever(runtime):
    runtime.deploy([caller("binding=deployment"), child("old")])
    runtime.deploy([child("new")])
    start(runtime)
    assert waits_at(runtime) == ["old"]

    done = runtime.deploy([caller("binding=deployment"), child("newest")])

    assert [one.version for one in done.definitions] == [2, 3]
    start(runtime)
    assert waits_at(runtime) == ["newest", "old"]


def test_a_version_is_called_by_its_tag(runtime):
    runtime.deploy([caller("binding=versionTag tag=v1"), child("old", "v1")])
    runtime.deploy([child("new", "v2")])
    start(runtime)

    assert waits_at(runtime) == ["old"]


def test_a_process_may_call_itself_as_deployed(runtime):
    runtime.deploy(
        [
            process(
                "caller",
                "start -> g[xor] -(x = 2)-> call[call]{process=caller binding=deployment} -> w[user] -> end\ng -(default)-> w",
            )
        ]
    )
    start(runtime)

    assert waits_at(runtime) == ["w"]


def test_a_call_of_what_is_not_deployed_together_is_refused(runtime):
    with pytest.raises(DeploymentRefused) as refused:
        runtime.deploy([caller("binding=deployment")])

    assert [one.code for one in refused.value.problems if one.severity == "error"] == ["runtime.process_not_beside"]


@pytest.mark.parametrize("options", ["", "binding=versionTag tag=v9"])
def test_a_call_of_what_is_not_deployed_yet_is_a_warning(runtime, options):
    done = runtime.deploy([caller(options)])

    assert "runtime.process_not_deployed" in [one.code for one in done.problems]


def test_a_process_without_a_none_start_is_an_incident_not_a_wait_for_ever(runtime):
    runtime.deploy([caller(""), process("child", "start[start message m] -> work[user] -> end")])
    start(runtime)

    assert rows(runtime, "SELECT code FROM incident") == [("engine.called_no_start",)]


def test_a_global_task_is_told_by_its_own_id(runtime):
    name, xml = caller("")
    xml = re.sub(rb"<zeebe:calledElement[^>]*/>", b"", xml).replace(
        b"<bpmn:callActivity", b'<bpmn:callActivity calledElement="check"'
    )
    xml = xml.replace(b"</bpmn:definitions>", b'<bpmn:globalUserTask id="check"/></bpmn:definitions>')
    done = runtime.deploy([(name, xml)])
    assert [one.code for one in done.problems if one.code.startswith("runtime.")] == []
    start(runtime)

    assert waits_at(runtime) == ["check"]
