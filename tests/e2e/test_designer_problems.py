"""Problems in the designer: the way into one is played on the drawing, one is put right by a button."""

import re

import pytest
from playwright.sync_api import expect

from e2e.drawing import Designer

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
#: (id, tag, x, y, width, height)
NODES = [
    ("begin", "startEvent", 100, 182, 36, 36),
    ("which", "exclusiveGateway", 200, 175, 50, 50),
    ("left", "manualTask", 310, 100, 100, 80),
    ("right", "manualTask", 310, 240, 100, 80),
    ("both", "parallelGateway", 470, 175, 50, 50),
    ("done", "endEvent", 580, 182, 36, 36),
]
#: (source, target, condition)
FLOWS = [
    ("begin", "which", ""),
    ("which", "left", "=amount > 100"),
    ("which", "right", "=amount > 1000"),
    ("left", "both", ""),
    ("right", "both", ""),
    ("both", "done", ""),
]


def drawn(process: str) -> str:
    """Either branch is taken, both are waited for; the default flow has a condition."""
    boxes = {id_: box for id_, _, *box in NODES}
    model, picture = [], []
    for id_, tag, x, y, width, height in NODES:
        default = ' default="which-right"' if id_ == "which" else ""
        model.append(f'<{tag} id="{id_}" name="{id_}"{default}/>')
        picture.append(
            f'<di:BPMNShape id="{id_}-shape" bpmnElement="{id_}">'
            f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/></di:BPMNShape>'
        )
    for source, target, condition in FLOWS:
        inner = f'<conditionExpression xsi:type="tFormalExpression">{condition.replace(">", "&gt;")}'
        inner = f"{inner}</conditionExpression>" if condition else ""
        model.append(f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">{inner}')
        model.append("</sequenceFlow>")
        (x1, y1, w1, h1), (x2, y2, _, h2) = boxes[source], boxes[target]
        picture.append(
            f'<di:BPMNEdge id="{source}-{target}-edge" bpmnElement="{source}-{target}">'
            f'<w:waypoint x="{x1 + w1}" y="{y1 + h1 // 2}"/><w:waypoint x="{x2}" y="{y2 + h2 // 2}"/></di:BPMNEdge>'
        )
    return (
        f'<definitions xmlns="{BPMN}" xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"'
        ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:w="http://www.omg.org/spec/DD/20100524/DI"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="stuck" id="file">'
        f'<process id="{process}" name="卡住的流程" isExecutable="true">{"".join(model)}</process>'
        f'<di:BPMNDiagram id="diagram"><di:BPMNPlane id="plane" bpmnElement="{process}">{"".join(picture)}'
        "</di:BPMNPlane></di:BPMNDiagram></definitions>"
    )


@pytest.fixture
def gao(meet):
    return meet("gao.jun")


def opened(person, process):
    """The drawing on the desk, open in the designer, its problems told."""
    model = person.call("POST", "/api/models", {"name": process, "kind": "bpmn", "content": drawn(process)})
    person.opens(f"/designer/{model['id']}")
    expect(Designer(person.page).shape("both")).to_be_visible()
    listed = person.page.get_by_test_id("designer-problem")
    toggle = person.page.get_by_test_id("designer-problems-toggle")
    if toggle.get_attribute("aria-expanded") != "true":
        toggle.click()
    expect(listed.first).to_be_visible()
    return model


def problem(person, words):
    """The line of the list that says so."""
    return person.page.locator(".lq-problem").filter(has_text=words)


def test_the_way_into_a_deadlock_is_played_on_the_drawing(gao):
    opened(gao, "stuck-played")
    problem(gao, "可能永远停在 “both”").get_by_test_id("designer-problem-play").click()
    story = gao.page.get_by_test_id("designer-story")
    expect(story).to_be_visible()
    expect(story).to_have_attribute("data-step", "0")
    designer = Designer(gao.page)
    acted = []
    forward = gao.page.get_by_test_id("designer-story-forward")
    while True:
        step = int(story.get_attribute("data-step"))
        acting = gao.page.locator(".djs-element.lq-story-acts")
        expect(acting).to_have_count(1)
        acted.append(acting.get_attribute("data-element-id"))
        if forward.is_disabled():
            break
        forward.click()
        expect(story).not_to_have_attribute("data-step", str(step))
    assert acted[-1] in {"left", "right"}
    # one branch has brought its token to the join, the other never will
    waiting, never = (f"{acted[-1]}-both", "left-both" if acted[-1] == "right" else "right-both")
    expect(designer.shape(waiting)).to_have_class(re.compile("lq-story-token"))
    expect(designer.shape(never)).not_to_have_class(re.compile("lq-story-token"))

    gao.page.get_by_test_id("designer-story-close").click()
    expect(story).to_have_count(0)
    expect(gao.page.locator(".lq-story-acts, .lq-story-token")).to_have_count(0)


def test_a_problem_is_put_right_by_its_button_and_stays_so(gao):
    model = opened(gao, "stuck-mended")
    line = problem(gao, "默认流不应再有条件")
    line.get_by_test_id("designer-problem-fix").click()
    expect(line).to_have_count(0)
    expect(Designer(gao.page).shape("which-right")).to_be_attached()
    Designer(gao.page).waits_until_saved()

    saved = gao.call("GET", f"/api/models/{model['id']}")["content"]
    assert "amount &gt; 100<" in saved
    assert "amount &gt; 1000" not in saved
    expect(problem(gao, "可能永远停在 “both”")).to_have_count(1)  # the rest is still said
