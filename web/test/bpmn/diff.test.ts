/** What changed between two drawings. */
import { BpmnModdle } from "bpmn-moddle";
import { expect, test } from "vitest";
import { compare } from "../../src/bpmn/diff";

const read = async (elements: string) =>
  (
    await new BpmnModdle().fromXML(
      `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x"><bpmn:process id="p">${elements}</bpmn:process></bpmn:definitions>`,
    )
  ).rootElement;

test("added, removed and renamed elements are told apart", async () => {
  const before = await read(
    `<bpmn:task id="same" name="Same" /><bpmn:task id="gone" name="Gone" /><bpmn:task id="old" name="Before" />`,
  );
  const after = await read(
    `<bpmn:task id="same" name="Same" /><bpmn:task id="old" name="After" /><bpmn:task id="new" name="New" />`,
  );
  expect(compare(before, after).map(({ kind, id, attributes }) => [kind, id, attributes])).toEqual([
    ["added", "new", []],
    ["removed", "gone", []],
    ["changed", "old", ["name"]],
  ]);
});
