"""The monitor: figures, heat, the path of one instance, and an incident that somebody repairs."""

import re

from playwright.sync_api import expect

ROBOT = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  id="robot-definitions" targetNamespace="urn:lingqu:tests">
  <bpmn:process id="robot" name="机器人盘点" isExecutable="true">
    <bpmn:startEvent id="begin"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:serviceTask id="count" name="盘点">
      <bpmn:extensionElements><zeebe:taskDefinition type="count-stock" retries="1" /></bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:endEvent id="end"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="count" />
    <bpmn:sequenceFlow id="f2" sourceRef="count" targetRef="end" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="p" bpmnElement="robot">
    <bpmndi:BPMNShape id="s1" bpmnElement="begin"><dc:Bounds x="100" y="102" width="36" height="36" /></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s2" bpmnElement="count"><dc:Bounds x="200" y="80" width="100" height="80" /></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s3" bpmnElement="end"><dc:Bounds x="360" y="102" width="36" height="36" /></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="e1" bpmnElement="f1"><di:waypoint x="136" y="120" /><di:waypoint x="200" y="120" /></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="e2" bpmnElement="f2"><di:waypoint x="300" y="120" /><di:waypoint x="360" y="120" /></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>"""


def test_the_figures_are_those_of_the_instances(meet):
    gao = meet("gao.jun")
    gao.opens("/monitor")
    card = gao.page.get_by_test_id("process-leave-request")
    expect(card).to_be_visible()
    (row,) = [one for one in gao.call("GET", "/api/processes") if one["processId"] == "leave-request"]
    listed = {
        state: gao.call("GET", f"/api/instances?process=leave-request&state={state}&limit=1")["total"]
        for state in ("running", "finished")
    }
    assert row["finished"] > 0
    assert (row["running"], row["finished"]) == (listed["running"], listed["finished"])
    expect(card).to_contain_text(f"{row['finished']}")


def test_a_process_shows_where_the_time_goes(meet):
    gao = meet("gao.jun")
    gao.opens("/monitor/purchase-to-payment")
    page = gao.page
    expect(page.locator('.djs-element[data-element-id="countersign"]')).to_be_visible()
    page.get_by_text("全部", exact=True).first.click()
    heat = page.get_by_test_id("monitor-heat")
    expect(heat.locator("ellipse").first).to_be_attached()
    worst = page.get_by_test_id("monitor-bottlenecks").locator("li")
    expect(worst.first).to_contain_text("%")
    (drawn,) = gao.call("GET", "/api/processes/purchase-to-payment/heat")["bottlenecks"][:1]
    expect(worst.first).to_contain_text(drawn["name"])

    page.get_by_test_id("monitor-measure").get_by_text("走过的路径").click()
    expect(heat).to_have_attribute("data-measure", "traffic")
    expect(page.locator(".lq-flow-count").first).to_be_visible()
    page.get_by_role("tab", name=re.compile("耗时")).click()
    expect(page.get_by_test_id("monitor-durations")).to_be_visible()


def test_an_instance_shows_the_path_it_took(meet):
    gao = meet("gao.jun")
    key = meet("wang.min").starts("expense", {"expense": {"purpose": "看路径的出差", "amount": 88, "kind": "差旅"}})
    gao.opens(f"/instances/{key}")
    expect(gao.page.locator('.djs-element[data-element-id="request"]')).to_have_class(re.compile("lq-been"))
    expect(gao.page.locator('.djs-element[data-element-id="chain_approval"]')).to_have_class(re.compile("lq-here"))
    expect(gao.page.locator('.djs-element[data-element-id="pay_out"]')).to_have_class(re.compile("lq-not-yet"))
    gao.page.get_by_role("tab", name=re.compile("变量")).click()
    expect(gao.page.get_by_test_id("instance-variables")).to_contain_text("看路径的出差")


def test_the_requester_sees_the_path_of_what_they_started(meet):
    wang = meet("wang.min")
    key = wang.starts("expense", {"expense": {"purpose": "自己看路径的出差", "amount": 88, "kind": "差旅"}})
    wang.opens(f"/instances/{key}")
    here = wang.page.locator('.djs-element[data-element-id="chain_approval"]')
    expect(here).to_have_class(re.compile("lq-here"))
    expect(wang.page.get_by_test_id("instance-cancel")).to_have_count(0)


def test_an_incident_is_shown_and_retried(meet):
    gao = meet("gao.jun")
    upload = {"name": "robot.bpmn", "mimeType": "text/xml", "buffer": ROBOT.encode()}
    gao.call("POST", "/v2/deployments", multipart={"resources": upload})
    key = gao.call("POST", "/v2/process-instances", {"processDefinitionId": "robot"})["processInstanceKey"]
    job = take(gao)
    gao.call("POST", f"/v2/jobs/{job}/failure", {"retries": 0, "errorMessage": "仓库系统没有应答"})

    gao.opens(f"/instances/{key}")
    expect(gao.page.get_by_test_id("instance-incidents")).to_contain_text("仓库系统没有应答")
    expect(gao.page.locator('.djs-element[data-element-id="count"]')).to_have_class(re.compile("lq-stuck"))
    gao.page.get_by_test_id("instance-retry").click()
    expect(gao.page.get_by_test_id("instance-incidents")).to_have_count(0)

    gao.call("POST", f"/v2/jobs/{take(gao)}/completion", {})
    expect(gao.page.get_by_text("已完成").first).to_be_visible()


def take(person):
    """The key of the one job that waits."""
    wanted = {
        "type": "count-stock",
        "worker": "test",
        "timeout": 60000,
        "maxJobsToActivate": 1,
        "requestTimeout": 10000,
    }
    (job,) = person.call("POST", "/v2/jobs/activation", wanted)["jobs"]
    return job["jobKey"]


def test_an_instance_is_cancelled_with_its_reason(meet):
    gao = meet("gao.jun")
    key = meet("wang.min").starts("expense", {"expense": {"purpose": "取消的出差", "amount": 88, "kind": "差旅"}})
    gao.opens(f"/instances/{key}")
    gao.page.get_by_test_id("instance-cancel").click()
    gao.page.get_by_test_id("cancel-reason").fill("出差取消了")
    gao.page.get_by_role("dialog").locator(".ant-btn-dangerous").click()
    expect(gao.page.get_by_text("已取消").first).to_be_visible()
    expect(gao.page.get_by_role("tabpanel")).to_contain_text("出差取消了")
    zhao = meet("zhao.lei")
    assert zhao.call("GET", "/api/tasks?box=todo&q=取消的出差")["items"] == []
