/** A value that may only be read, as text. */
import { Tag, theme, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { writeJson, type JsonValue } from "@/api/json";
import type { FieldProps } from "../Field";
import { grouped, padded, textOfNumber } from "../decimal";
import { labelOf, optionsOf } from "../options";
import { isEmpty, read } from "../paths";
import type { Component } from "../schema";
import { kindOf, shownMoment } from "./dates";

export function ReadValue({ place, form }: FieldProps) {
  const { t } = useTranslation("forms");
  const { token } = theme.useToken();
  const { component } = place;
  const value = read(form.data, place.path);
  if (component.type === "checkbox") return <span>{t(value === true ? "common:yes" : "common:no")}</span>;
  if (isEmpty(value)) return <Typography.Text type="secondary">{t("empty")}</Typography.Text>;
  if (Array.isArray(value)) {
    const options = optionsOf(place, form.data, form.evaluated);
    return value.map((entry) => <Tag key={writeJson(entry)}>{labelOf(options, entry)}</Tag>);
  }
  const { prefixAdorner = "", suffixAdorner = "" } = component.appearance ?? {};
  const text = textFor();
  return (
    <span
      style={{
        whiteSpace: "pre-wrap",
        overflowWrap: "anywhere",
        color: token.colorText,
        fontVariantNumeric: "tabular-nums",
      }}
    >
      {prefixAdorner && `${prefixAdorner} `}
      {text}
      {suffixAdorner && ` ${suffixAdorner}`}
    </span>
  );

  function textFor(): string {
    const known = value as JsonValue;
    if (component.type === "number") return grouped(padded(textOfNumber(known), placesOf(component)));
    if (component.type === "select" || component.type === "radio") {
      return labelOf(optionsOf(place, form.data, form.evaluated), known);
    }
    if (component.type === "datetime") return shownMoment(kindOf(component), known);
    return typeof known === "string" ? known : writeJson(known);
  }
}

/** Money is written with its hundredths, whatever the form says or does not say. */
function placesOf({ decimalDigits, appearance }: Component): number {
  if (typeof decimalDigits === "number") return decimalDigits;
  const money = /[¥￥$€£]/.test(`${appearance?.prefixAdorner ?? ""}${appearance?.suffixAdorner ?? ""}`);
  return money ? 2 : 0;
}
