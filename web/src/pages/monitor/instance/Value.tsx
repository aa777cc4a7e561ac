/** A value as people read it: numbers with all their digits, contexts and lists indented. */
import { Typography } from "antd";
import { useTranslation } from "react-i18next";
import { digitsOf, writeJson, type JsonValue } from "@/api/json";

export function Value({ value }: { value: JsonValue }) {
  const { t } = useTranslation("monitor");
  const simple = digitsOf(value) ?? (typeof value === "string" ? value : undefined);
  if (simple !== undefined) return <span style={{ wordBreak: "break-word" }}>{simple}</span>;
  const text = value !== null && typeof value === "object" ? pretty(writeJson(value)) : writeJson(value);
  return (
    <Typography.Paragraph
      style={{
        margin: 0,
        fontFamily: "monospace",
        fontSize: 13,
        whiteSpace: "pre-wrap",
        wordBreak: "break-word",
      }}
      ellipsis={{
        rows: 5,
        expandable: "collapsible",
        symbol: (open: boolean) => t(open ? "variables.less" : "variables.more"),
      }}
    >
      {text}
    </Typography.Paragraph>
  );
}

/** Spaces where they help reading; the digits stay untouched. */
function pretty(json: string): string {
  let depth = 0;
  let quoted = false;
  let text = "";
  for (let at = 0; at < json.length; at += 1) {
    const sign = json.charAt(at);
    if (sign === '"' && !isEscaped(json, at)) quoted = !quoted;
    if (quoted) {
      text += sign;
      continue;
    }
    const indent = () => `\n${"  ".repeat(depth)}`;
    if (sign === "{" || sign === "[") {
      depth += 1;
      text += sign + indent();
    } else if (sign === "}" || sign === "]") {
      depth -= 1;
      text += indent() + sign;
    } else if (sign === ",") text += sign + indent();
    else text += sign === ":" ? ": " : sign;
  }
  return text.replaceAll(/([[{])\s+([\]}])/g, "$1$2");
}

function isEscaped(json: string, at: number): boolean {
  let slashes = 0;
  while (json.charAt(at - 1 - slashes) === "\\") slashes += 1;
  return slashes % 2 === 1;
}
