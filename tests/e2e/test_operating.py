"""Operations in the monitor: an instance rests and goes on, a token is moved, an instance goes over to a new version."""

from itertools import pairwise

from playwright.sync_api import expect

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions'
    ' xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' id="defs" targetNamespace="urn:lingqu:tests">'
)


def version(process, *tasks):
    """A chain of user tasks with its picture; each task is (id, name)."""
    nodes = [
        ("startEvent", "begin", "开始"),
        *(("userTask", id_, name) for id_, name in tasks),
        ("endEvent", "end", "结束"),
    ]
    body, shapes = "", ""
    for place, (kind, id_, name) in enumerate(nodes):
        extension = "<bpmn:extensionElements><zeebe:userTask /></bpmn:extensionElements>" if kind == "userTask" else ""
        body += f'<bpmn:{kind} id="{id_}" name="{name}">{extension}</bpmn:{kind}>'
        size = 'width="100" height="80"' if kind == "userTask" else 'width="36" height="36"'
        shapes += (
            f'<bpmndi:BPMNShape id="s_{id_}" bpmnElement="{id_}"><dc:Bounds x="{100 + 150 * place}" y="80" {size} />'
            "</bpmndi:BPMNShape>"
        )
    for place, ((_, a, _), (_, b, _)) in enumerate(pairwise(nodes)):
        body += f'<bpmn:sequenceFlow id="f_{a}_{b}" sourceRef="{a}" targetRef="{b}" />'
        at = 100 + 150 * place
        shapes += (
            f'<bpmndi:BPMNEdge id="e_{a}_{b}" bpmnElement="f_{a}_{b}"><di:waypoint x="{at + 100}" y="120" />'
            f'<di:waypoint x="{at + 150}" y="120" /></bpmndi:BPMNEdge>'
        )
    return (
        f'{_HEAD}<bpmn:process id="{process}" name="{process}" isExecutable="true">{body}</bpmn:process>'
        f'<bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="p" bpmnElement="{process}">{shapes}'
        "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"
    )


def deploy(person, process, *tasks):
    upload = {"name": f"{process}.bpmn", "mimeType": "text/xml", "buffer": version(process, *tasks).encode()}
    person.call("POST", "/v2/deployments", multipart={"resources": upload})


def started(person, process):
    return person.call("POST", "/v2/process-instances", {"processDefinitionId": process})["processInstanceKey"]


def here(person, key):
    return person.call("GET", f"/api/instances/{key}")["waitsAt"]


def done(page):
    page.get_by_role("dialog").locator(".ant-btn-primary").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def choose(page, field, option):
    page.locator(f"#{field}").click()
    page.locator(".ant-select-item-option").filter(has_text=option).first.click()


def test_an_instance_rests_and_goes_on(meet):
    gao = meet("gao.jun")
    deploy(gao, "resting", ("check", "核对"))
    key = started(gao, "resting")
    gao.opens(f"/instances/{key}")
    page = gao.page

    page.get_by_test_id("instance-suspend").click()
    expect(page.get_by_test_id("operate-effects")).to_contain_text("流程暂停")
    done(page)
    expect(page.get_by_text("已暂停", exact=True).first).to_be_visible()
    assert gao.call("GET", f"/api/instances/{key}")["state"] == "suspended"

    page.get_by_test_id("instance-resume").click()
    done(page)
    expect(page.get_by_test_id("instance-suspend")).to_be_visible()
    assert gao.call("GET", f"/api/instances/{key}")["state"] == "running"


def test_an_instance_goes_over_to_a_new_version(meet):
    gao = meet("gao.jun")
    deploy(gao, "growing", ("check", "核对"), ("pay", "付款"))
    key = started(gao, "growing")
    deploy(gao, "growing", ("receive", "收件"), ("verify", "复核"), ("pay", "付款"))
    gao.opens(f"/instances/{key}")
    page = gao.page

    page.get_by_test_id("instance-migrate").click()
    choose(page, "operate-version", "2")
    expect(page.get_by_test_id("operate-refused")).to_contain_text("没有对应的节点")
    choose(page, "map-check", "复核")
    expect(page.get_by_test_id("operate-effects")).to_contain_text("改用所选版本")
    done(page)

    expect(page.locator('.djs-element[data-element-id="verify"]')).to_be_visible()
    assert here(gao, key) == ["verify"]
    page.get_by_test_id("instance-move").click()
    choose(page, "operate-target", "付款")
    expect(page.get_by_test_id("operate-effects")).to_contain_text("付款")
    done(page)
    assert here(gao, key) == ["pay"]


def test_several_instances_are_cancelled_at_once_and_one_that_cannot_go_over_says_why(meet):
    gao = meet("gao.jun")
    deploy(gao, "several", ("check", "核对"), ("pay", "付款"))
    keys = [started(gao, "several") for _ in range(3)]
    deploy(gao, "several", ("pay", "付款"))
    gao.opens("/monitor/several")
    page = gao.page

    for key in keys[:2]:
        page.locator(f'input[name="{key}"]').check()
    expect(page.get_by_test_id("batch")).to_contain_text("已选 2 个实例")
    page.get_by_test_id("batch-cancel").click()
    page.get_by_test_id("batch-ok").click()
    expect(page.get_by_test_id("batch-progress")).to_contain_text("完成 2 个，失败 0 个")
    page.get_by_test_id("batch-ok").click()
    states = {key: gao.call("GET", f"/api/instances/{key}")["state"] for key in keys}
    assert states == {keys[0]: "cancelled", keys[1]: "cancelled", keys[2]: "running"}

    page.locator(f'input[name="{keys[2]}"]').check()
    page.get_by_test_id("batch-migrate").click()
    page.get_by_test_id("batch-ok").click()
    expect(page.get_by_test_id("batch-progress")).to_contain_text("完成 0 个，失败 1 个")
    expect(page.get_by_role("dialog")).to_contain_text(keys[2])
    assert here(gao, keys[2]) == ["check"]
