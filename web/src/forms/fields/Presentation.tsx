/** What a form shows without asking: text, HTML, pictures, lines, room, and the button that starts over. */
import { Button, Divider, Typography } from "antd";
import { useMemo } from "react";
import type { Evaluated, Use } from "../expressions";
import type { FieldProps } from "../Field";
import { fillHoles, harmless, markdownToHtml } from "../markup";
import type { Place } from "../plan";

export function TextField({ place, form }: FieldProps) {
  const source = spoken(place, form.evaluated, "text", place.component.text);
  const html = useMemo(() => markdownToHtml(fillHoles(source, form.data)), [source, form.data]);
  return <Prose html={html} />;
}

export function HtmlField({ place, form }: FieldProps) {
  const source = spoken(place, form.evaluated, "text", place.component.content);
  const html = useMemo(() => harmless(fillHoles(source, form.data)), [source, form.data]);
  return <Prose html={html} />;
}

export function ImageField({ place, form }: FieldProps) {
  const source = spoken(place, form.evaluated, "source", place.component.source);
  const safe = /^(https?:|data:image\/(png|jpeg|gif|webp);|\/(?!\/))/i.test(source);
  if (!safe) return null;
  return <img src={source} alt={place.component.alt ?? ""} style={{ maxWidth: "100%", marginBottom: 16 }} />;
}

export function SeparatorField() {
  return <Divider style={{ margin: "16px 0 20px" }} />;
}

export function SpacerField({ place }: FieldProps) {
  return <div style={{ height: Math.min(place.component.height ?? 24, 400) }} />;
}

/** The submit button is the page's own, always in sight; it takes this one's label. */
export function ButtonField({ place, form }: FieldProps) {
  if (place.component.action !== "reset") return null;
  return (
    <Button onClick={form.reset} style={{ marginBottom: 16 }}>
      {place.component.label}
    </Button>
  );
}

function spoken(place: Place, evaluated: Evaluated, use: Use, plain: string | undefined): string {
  if (!plain?.startsWith("=")) return plain ?? "";
  const value = evaluated(place, use);
  return typeof value === "string" ? value : "";
}

/** Expected: HTML that `harmless` has made. */
function Prose({ html }: { html: string }) {
  return (
    <Typography>
      <div className="lq-prose" dangerouslySetInnerHTML={{ __html: html }} />
    </Typography>
  );
}
