/** Add a person or change one. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Form, Input, Modal, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { isApiError } from "@/api";
import { changePerson, createPerson, departmentsQuery, readPerson } from "@/api/people";
import type { Person } from "@/api/types";
import { SaveNote } from "@/parts/editing/SaveNote";
import { useEditing } from "@/parts/editing/useEditing";

interface Fields {
  id?: string;
  name: string;
  email?: string;
  department?: string | null;
  active: boolean;
  password?: string;
}

const fieldsOf = (person: Person): Fields => ({
  name: person.name,
  email: person.email ?? "",
  department: person.department?.id ?? null,
  active: person.active,
});

export function PersonDialog({ person, onClose }: { person?: Person; onClose: () => void }) {
  const { t } = useTranslation("people");
  const [form] = Form.useForm<Fields>();
  const departments = useQuery(departmentsQuery).data ?? [];
  const client = useQueryClient();
  const editing = useEditing({ form, thing: person, fieldsOf, read: ({ id }) => readPerson(id) });
  const save = useMutation({
    mutationFn: ({ id, active, password, ...facts }: Fields) => {
      const draft = {
        name: facts.name.trim(),
        email: facts.email?.trim() ?? "",
        department: facts.department ?? "",
        ...(password ? { password } : {}),
      };
      return person
        ? changePerson(person.id, { ...draft, active }, editing.etag)
        : createPerson({ ...draft, id: (id ?? "").trim() });
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["people"] });
      onClose();
    },
    onError: (error) => {
      if (isApiError(error, 422)) {
        form.setFields(
          error.fields.map(({ field, message }) => ({ name: field as keyof Fields, errors: [message] })),
        );
      }
    },
  });
  const shown = (name: string, value: unknown): [string, string] => [
    t(`person.${name}`),
    typeof value === "boolean"
      ? t(value ? "common:yes" : "common:no")
      : (departments.find(({ id }) => name === "department" && id === value)?.name ?? String(value ?? "")),
  ];
  const needed = [{ required: true, whitespace: true, message: t("forms:fault.needed") }];
  return (
    <Modal
      open
      title={person ? t("person.edit", { name: person.name }) : t("person.new")}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t("common:action.save")}
      okButtonProps={{ id: "person-save" }}
      confirmLoading={save.isPending}
    >
      <SaveNote save={save} editing={editing} shown={shown} />
      <Form<Fields>
        form={form}
        layout="vertical"
        onFinish={save.mutate}
        initialValues={person ? fieldsOf(person) : { name: "", email: "", department: null, active: true }}
      >
        {!person && (
          <Form.Item name="id" label={t("person.id")} rules={needed}>
            <Input autoComplete="off" autoFocus data-testid="person-id" />
          </Form.Item>
        )}
        <Form.Item name="name" label={t("person.name")} rules={needed}>
          <Input data-testid="person-name" />
        </Form.Item>
        <Form.Item
          name="email"
          label={t("person.email")}
          rules={[{ type: "email", message: t("forms:fault.noEmail") }]}
        >
          <Input inputMode="email" data-testid="person-email" />
        </Form.Item>
        <Form.Item name="department" label={t("person.department")}>
          <Select
            allowClear
            options={departments.map(({ id, name }) => ({ value: id, label: name }))}
            data-testid="person-department"
          />
        </Form.Item>
        <Form.Item
          name="password"
          label={t("person.password")}
          {...(person ? { extra: t("person.passwordKept") } : {})}
          rules={person ? [] : needed}
        >
          <Input.Password autoComplete="new-password" data-testid="person-password" />
        </Form.Item>
        {person && (
          <Form.Item name="active" label={t("person.active")} valuePropName="checked">
            <Switch />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
