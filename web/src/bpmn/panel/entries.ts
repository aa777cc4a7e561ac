/** Entries of the properties panel as plain data: which widget, what it reads, what it writes. */
import {
  FeelEntry,
  isFeelEntryEdited,
  isSelectEntryEdited,
  isTextFieldEntryEdited,
  isToggleSwitchEntryEdited,
  SelectEntry,
  TextFieldEntry,
  ToggleSwitchEntry,
} from "@bpmn-io/properties-panel";
import type { Drawn } from "../moddle";

/** A widget of the panel; it is Preact's, so we only ever hand it on. */
export type Component = (props: never) => unknown;

export interface Entry {
  id: string;
  component: Component;
  isEdited?: (node: Element) => boolean;
  [property: string]: unknown;
}
export interface ListItem {
  id: string;
  label: string;
  entries: Entry[];
  autoFocusEntry?: string;
  remove: (event: Event) => void;
}
export interface Group {
  id: string;
  label: string;
  element: Drawn;
  entries?: Entry[];
  items?: ListItem[];
  component?: Component;
  add?: (event: Event) => void;
  shouldOpen?: boolean;
  translate?: (text: string, fillings?: Record<string, string>) => string;
}
export interface Option {
  value: string;
  label: string;
}

interface Field<T> {
  id: string;
  label: string;
  /** One sentence under the field. */
  description?: string | undefined;
  get: () => T;
  set: (value: T) => void;
}
type Debounce = (action: (...given: unknown[]) => void) => (...given: unknown[]) => void;

/** The widgets, given what the panel's own services provide. */
export class Entries {
  constructor(
    private readonly debounce: Debounce,
    private readonly translate: (text: string, fillings?: Record<string, string>) => string,
  ) {}

  text(
    field: Field<string> & { placeholder?: string; validate?: (value: string) => string | undefined },
  ): Entry {
    return {
      ...this.common(field),
      component: TextFieldEntry,
      isEdited: isTextFieldEntryEdited,
      debounce: this.debounce,
      placeholder: field.placeholder,
      validate: field.validate,
    };
  }

  /** A text that may also be an expression, which then begins with "=". */
  feel(field: Field<string> & { required?: boolean }): Entry {
    return {
      ...this.common(field),
      component: FeelEntry,
      isEdited: isFeelEntryEdited,
      debounce: this.debounce,
      feel: field.required ? "required" : "optional",
      translate: this.translate,
    };
  }

  select(field: Field<string> & { options: Option[] }): Entry {
    return {
      ...this.common(field),
      component: SelectEntry,
      isEdited: isSelectEntryEdited,
      getOptions: () => field.options,
    };
  }

  toggle(field: Field<boolean>): Entry {
    return {
      ...this.common(field),
      component: ToggleSwitchEntry,
      isEdited: isToggleSwitchEntryEdited,
      inline: true,
    };
  }

  private common<T>(field: Field<T>) {
    return {
      id: field.id,
      label: field.label,
      description: field.description,
      getValue: () => field.get(),
      setValue: (value: T | undefined, error?: string | null) => {
        if (error) return;
        // The widgets say undefined where a text was emptied.
        const current = field.get();
        field.set(value === undefined ? ((typeof current === "boolean" ? false : "") as T) : value);
      },
    };
  }
}
