/** What the designer says of a drawing before anybody asks the server. */
import { BpmnModdle } from "bpmn-moddle";
import { describe, expect, test } from "vitest";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json";
import { completeFlows } from "../../src/bpmn/flows";
import lingqu from "../../src/bpmn/lingqu-moddle.json";
import { createLint } from "../../src/bpmn/lint/lint";

async function problemsOf(process: string): Promise<string[]> {
  const xml = `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:lingqu="urn:lingqu:bpmn:1" id="d" targetNamespace="x"><bpmn:process id="p" isExecutable="true">${process}</bpmn:process></bpmn:definitions>`;
  const { rootElement } = await new BpmnModdle({ zeebe, lingqu }).fromXML(xml);
  completeFlows(rootElement);
  const found = await createLint((rule) => rule)(rootElement);
  return found.map(({ element, code }) => `${element} ${code}`);
}
const line = (task: string): string =>
  `<bpmn:startEvent id="start" name="s" />${task}<bpmn:endEvent id="end" name="e" />
   <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="task" /><bpmn:sequenceFlow id="f2" sourceRef="task" targetRef="end" />`;
const task = (kind: string, extensions: string, more = ""): string =>
  line(
    `<bpmn:${kind} id="task" name="t"><bpmn:extensionElements>${extensions}</bpmn:extensionElements>${more}</bpmn:${kind}>`,
  );

describe("the lint", () => {
  test("finds nothing where nothing is wrong", async () => {
    const approval = `<lingqu:approval mode="all"><lingqu:seat who="head" /></lingqu:approval>`;
    expect(await problemsOf(task("userTask", approval))).toEqual([]);
  });

  test("asks for somebody who decides", async () => {
    expect(await problemsOf(task("userTask", `<lingqu:approval mode="all" />`))).toEqual([
      "task unassigned-user-task",
    ]);
  });

  test("is content with a plain assignee", async () => {
    expect(await problemsOf(task("userTask", `<zeebe:assignmentDefinition assignee="=owner" />`))).toEqual(
      [],
    );
  });

  test("asks a rule for its number", async () => {
    const approval = `<lingqu:approval passRule="ratio:"><lingqu:seat who="head" /></lingqu:approval>`;
    expect(await problemsOf(task("userTask", approval))).toEqual(["task approval-policy"]);
  });

  test("asks a service task for its job", async () => {
    expect(await problemsOf(task("serviceTask", ""))).toEqual(["task missing-task-type"]);
  });

  test("asks a call activity for its process", async () => {
    expect(await problemsOf(task("callActivity", ""))).toEqual(["task missing-called-element"]);
  });

  test("asks a receive task for its message", async () => {
    expect(await problemsOf(task("receiveTask", ""))).toEqual(["task event-without-reference"]);
  });

  test("asks every branch but the default for a condition", async () => {
    const found = await problemsOf(
      `<bpmn:startEvent id="start" name="s" /><bpmn:exclusiveGateway id="gw" name="g" default="b" />
       <bpmn:endEvent id="e1" name="1" /><bpmn:endEvent id="e2" name="2" /><bpmn:endEvent id="e3" name="3" />
       <bpmn:sequenceFlow id="a" sourceRef="start" targetRef="gw" />
       <bpmn:sequenceFlow id="b" name="x" sourceRef="gw" targetRef="e1" />
       <bpmn:sequenceFlow id="c" name="y" sourceRef="gw" targetRef="e2" />
       <bpmn:sequenceFlow id="last" name="z" sourceRef="gw" targetRef="e3"><bpmn:conditionExpression>=true</bpmn:conditionExpression></bpmn:sequenceFlow>`,
    );
    expect(found).toEqual(["c conditional-flows"]);
  });

  test("says the same thing twice when asked twice", async () => {
    const process = task("serviceTask", "");
    expect(await problemsOf(process)).toEqual(await problemsOf(process));
  });
});
