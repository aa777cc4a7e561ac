/** Our extension elements stand in the file as the server reads them. */
import { BpmnModdle } from "bpmn-moddle";
import { expect, test } from "vitest";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json";
import { completeFlows } from "../../src/bpmn/flows";
import lingqu from "../../src/bpmn/lingqu-moddle.json";
import { extension, type Moddle } from "../../src/bpmn/moddle";

const FILE = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:lingqu="urn:lingqu:bpmn:1" id="d" targetNamespace="x">
  <bpmn:process id="p">
    <bpmn:extensionElements>
      <lingqu:title template="=orderNo" />
    </bpmn:extensionElements>
    <bpmn:startEvent id="start" />
    <bpmn:userTask id="approve">
      <bpmn:extensionElements>
        <lingqu:approval mode="all" passRule="ratio:2/3" earlyClose="false" seats="=owners">
          <lingqu:seat who="head:2" weight="2" />
          <lingqu:seat who="user:chen" veto="true" />
        </lingqu:approval>
        <lingqu:urge after="PT8H" repeat="R3/PT4H" />
      </bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="f" sourceRef="start" targetRef="approve" />
  </bpmn:process>
</bpmn:definitions>
`;

const moddle = () => new BpmnModdle({ zeebe, lingqu });
async function read() {
  const { rootElement } = await moddle().fromXML(FILE);
  const definitions = rootElement;
  const [process] = definitions["rootElements"] as Moddle[];
  return { definitions, elements: process!["flowElements"] as Moddle[], process: process! };
}

test("an approval is read with its seats", async () => {
  const { elements } = await read();
  const approval = extension(elements[1]!, "lingqu:Approval")!;
  expect(approval["earlyClose"]).toBe(false);
  expect(approval["seats"]).toBe("=owners");
  expect((approval["places"] as Moddle[]).map((seat) => [seat["who"], seat["weight"], seat["veto"]])).toEqual(
    [
      ["head:2", "2", false],
      ["user:chen", undefined, true],
    ],
  );
});

test("reading and writing changes nothing", async () => {
  const { definitions } = await read();
  const { xml } = await moddle().toXML(definitions, { format: true });
  expect(xml).toBe(FILE);
});

test("flows fill in what the file left out, once", async () => {
  const { definitions, elements } = await read();
  completeFlows(definitions);
  completeFlows(definitions);
  expect(elements[0]!.get<Moddle[]>("outgoing").map(({ id }) => id)).toEqual(["f"]);
  expect(elements[1]!.get<Moddle[]>("incoming").map(({ id }) => id)).toEqual(["f"]);
});
