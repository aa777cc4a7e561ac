/** One component of a form: which control draws it, with its label, description and fault around it. */
import { Alert, Form, Typography } from "antd";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { CheckboxField } from "./fields/Checkbox";
import { DatetimeField } from "./fields/Datetime";
import { ChoiceField } from "./fields/Choice";
import { GroupField, ListField } from "./fields/Nested";
import { NumberField } from "./fields/Number";
import {
  ButtonField,
  HtmlField,
  ImageField,
  SeparatorField,
  SpacerField,
  TextField,
} from "./fields/Presentation";
import { TableField } from "./fields/Table";
import { LongTextField, ShortTextField } from "./fields/Text";
import { ReadValue } from "./fields/ReadValue";
import { wordOf } from "./paths";
import type { Place } from "./plan";
import { holdsValue } from "./schema";
import type { FormState } from "./useForm";

export interface FieldProps {
  place: Place;
  form: FormState;
}

/** What a control needs to be found by label, by test and by a screen reader. */
export interface ControlProps extends FieldProps {
  control: {
    id: string;
    "aria-invalid"?: true;
    "aria-required"?: true;
    "aria-describedby"?: string;
    "data-testid": string;
  };
}

const CONTROLS: Record<string, ComponentType<ControlProps>> = {
  textfield: ShortTextField,
  textarea: LongTextField,
  number: NumberField,
  select: ChoiceField,
  radio: ChoiceField,
  checkbox: CheckboxField,
  checklist: ChoiceField,
  taglist: ChoiceField,
  datetime: DatetimeField,
};

const OTHERS: Record<string, ComponentType<FieldProps>> = {
  text: TextField,
  html: HtmlField,
  image: ImageField,
  separator: SeparatorField,
  spacer: SpacerField,
  button: ButtonField,
  table: TableField,
  group: GroupField,
  dynamiclist: ListField,
};

export function Field({ place, form }: FieldProps) {
  const { t } = useTranslation("forms");
  const { component } = place;
  if (component.type === "expression") return null;
  if (holdsValue(component)) {
    const Control = CONTROLS[component.type];
    if (Control) return <Framed place={place} form={form} Control={Control} />;
  }
  const Other = place.isList ? ListField : OTHERS[component.type];
  if (Other) return <Other place={place} form={form} />;
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 16 }}
      title={t("unsupported", { type: component.type, label: component.label ?? component.key ?? "" })}
    />
  );
}

function Framed({ place, form, Control }: FieldProps & { Control: ComponentType<ControlProps> }) {
  const { t } = useTranslation("forms");
  const { component } = place;
  const word = wordOf(place.path);
  const id = `field-${word}`;
  const fault = form.faults[word];
  const help =
    form.serverSays[word] ?? (fault && (fault.words ?? t(`fault.${fault.code}`, fault.params ?? {})));
  const required = component.validate?.required === true || place.right === "required";
  const label = component.label ?? component.dateLabel ?? component.timeLabel;

  if (place.right === "read") {
    return (
      <div style={{ marginBottom: 16 }}>
        {label && (
          <Typography.Text type="secondary" id={`${id}-label`}>
            {label}
          </Typography.Text>
        )}
        <div id={id} data-testid={id} {...(label ? { role: "group", "aria-labelledby": `${id}-label` } : {})}>
          <ReadValue place={place} form={form} />
        </div>
      </div>
    );
  }
  // A tick box carries its label itself.
  const labelled = component.type !== "checkbox" && label;
  const described = help ? `${id}-help` : component.description ? `${id}-about` : undefined;
  return (
    <Form.Item
      {...(labelled ? { label, htmlFor: id } : {})}
      required={required}
      style={{ marginBottom: 16 }}
      {...(help
        ? {
            validateStatus: "error" as const,
            help: (
              <span id={`${id}-help`} role="alert" data-testid={`${id}-error`}>
                {help}
              </span>
            ),
          }
        : {})}
      {...(component.description ? { extra: <span id={`${id}-about`}>{component.description}</span> } : {})}
    >
      <Control
        place={place}
        form={form}
        control={{
          id,
          "data-testid": id,
          ...(help ? { "aria-invalid": true as const } : {}),
          ...(required ? { "aria-required": true as const } : {}),
          ...(described ? { "aria-describedby": described } : {}),
        }}
      />
    </Form.Item>
  );
}
