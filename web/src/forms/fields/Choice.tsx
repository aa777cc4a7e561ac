/** One of several (select, radio) or some of several (checklist, taglist). */
import { Checkbox, Radio, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { JsonValue } from "@/api/json";
import type { ControlProps } from "../Field";
import { keyOf, optionsOf, valueOf } from "../options";
import { isEmpty, read } from "../paths";

export function ChoiceField({ place, form, control }: ControlProps) {
  const { t } = useTranslation("forms");
  const options = optionsOf(place, form.data, form.evaluated);
  const value = read(form.data, place.path);
  const chosen = Array.isArray(value) ? value.map((entry) => keyOf(entry)) : [];
  const choices = options.map((option) => ({ value: keyOf(option.value), label: option.label }));
  const one = (key: string | undefined) =>
    form.set(place.path, key === undefined ? null : valueOf(options, key));
  const some = (keys: string[]) =>
    form.set(
      place.path,
      keys.map((key): JsonValue => valueOf(options, key)),
    );
  const label = place.component.label;
  const named = label ? { "aria-label": label } : {};

  if (place.component.type === "radio") {
    return (
      <Radio.Group
        {...control}
        {...named}
        options={choices}
        value={isEmpty(value) ? null : keyOf(value)}
        onChange={(event) => one(event.target.value as string)}
      />
    );
  }
  if (place.component.type === "checklist") {
    return (
      <div role="group" {...control} {...named}>
        <Checkbox.Group options={choices} value={chosen} onChange={some} />
      </div>
    );
  }
  const common = {
    ...control,
    options: choices,
    allowClear: true,
    style: { width: "100%" },
    placeholder: t("choose"),
    showSearch: { optionFilterProp: "label" },
  };
  if (place.component.type === "taglist") {
    return <Select<string[]> {...common} mode="multiple" value={chosen} onChange={some} />;
  }
  return (
    <Select<string>
      {...common}
      {...(isEmpty(value) ? { value: null } : { value: keyOf(value) })}
      onChange={one}
    />
  );
}
