/** Find people by typing a part of their name. */
import { useQuery } from "@tanstack/react-query";
import { Flex, Select, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { peopleMatching } from "@/api/people";
import type { Person } from "@/api/types";
import { useSettled } from "./useSettled";

interface Common {
  id?: string;
  /** People who make no sense here, such as oneself. */
  without?: string[];
  autoFocus?: boolean;
  "data-testid"?: string;
}
type One = Common & { many?: false; value?: string | undefined; onChange?: (id: string | undefined) => void };
interface Choice {
  value: string;
  label: string;
  person: Person;
}
type Many = Common & { many: true; value?: string[] | undefined; onChange?: (ids: string[]) => void };

export function PersonPicker(props: One | Many) {
  const { t } = useTranslation("common");
  const [typed, setTyped] = useState("");
  const q = useSettled(typed, 250);
  const people = useQuery(peopleMatching(q));
  const options: Choice[] = (people.data ?? [])
    .filter((person) => person.active && !props.without?.includes(person.id))
    .map((person) => ({ value: person.id, label: person.name, person }));
  const common = {
    ...(props.id ? { id: props.id } : {}),
    ...(props.autoFocus ? { autoFocus: true } : {}),
    "data-testid": props["data-testid"] ?? "person-picker",
    options,
    loading: people.isFetching,
    placeholder: t("person.find"),
    notFoundContent: people.isFetching ? t("loading") : t("person.nobody"),
    // The server has searched already.
    showSearch: { filterOption: false, onSearch: setTyped },
    optionRender: (option: { data: Choice }) => <PersonLine person={option.data.person} />,
    allowClear: true,
    style: { width: "100%" },
  };
  return props.many ? (
    <Select<string[], Choice>
      {...common}
      mode="multiple"
      value={props.value ?? []}
      onChange={(ids) => props.onChange?.(ids)}
    />
  ) : (
    <Select<string | null, Choice>
      {...common}
      value={props.value ?? null}
      onChange={(id) => props.onChange?.(id ?? undefined)}
    />
  );
}

function PersonLine({ person }: { person: Person }) {
  return (
    <Flex justify="space-between" gap={12}>
      <span>{person.name}</span>
      <Typography.Text type="secondary">{person.department?.name}</Typography.Text>
    </Flex>
  );
}
