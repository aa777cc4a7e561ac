/** An empty decision table to begin with. */
import type { TFunction } from "i18next";
import { freshId } from "./starters";
import { escapeXml } from "./xml";

/** `t` is of namespace "designer". */
export function blankDecision(name: string, t: TFunction): string {
  const id = freshId("Decision");
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" id="${freshId("Definitions")}" name="${escapeXml(name)}" namespace="http://bpmn.io/schema/dmn">
  <decision id="${id}" name="${escapeXml(name)}">
    <decisionTable id="${freshId("Table")}">
      <input id="${freshId("Input")}" label="${escapeXml(t("starter.amount"))}">
        <inputExpression id="${freshId("Expression")}" typeRef="number"><text>amount</text></inputExpression>
      </input>
      <output id="${freshId("Output")}" label="${escapeXml(t("starter.result"))}" name="result" typeRef="string" />
    </decisionTable>
  </decision>
  <dmndi:DMNDI><dmndi:DMNDiagram><dmndi:DMNShape dmnElementRef="${id}"><dc:Bounds height="80" width="180" x="160" y="100" /></dmndi:DMNShape></dmndi:DMNDiagram></dmndi:DMNDI>
</definitions>
`;
}
