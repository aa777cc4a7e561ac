/** A new delegation: to whom, on which days, in which processes; administrators also say from whom. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, DatePicker, Form, Modal, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useTranslation } from "react-i18next";
import { createDelegation } from "@/api/people";
import type { Startable } from "@/api/types";
import { useCan, useMe } from "@/app/useMe";
import { PersonPicker } from "@/parts/PersonPicker";
import { useMessageOf } from "@/parts/useMessageOf";

interface Fields {
  from?: string;
  to: string;
  days: [Dayjs, Dayjs];
  processes: string[];
}

export function DelegationDialog({ processes, onClose }: { processes: Startable[]; onClose: () => void }) {
  const { t } = useTranslation("people");
  const me = useMe();
  const administers = useCan()("administer");
  const [form] = Form.useForm<Fields>();
  const from = Form.useWatch("from", form) ?? me?.id;
  const client = useQueryClient();
  const messageOf = useMessageOf();
  const save = useMutation({
    mutationFn: (fields: Fields) =>
      createDelegation({
        ...(fields.from ? { from: fields.from } : {}),
        to: fields.to,
        start: fields.days[0].format("YYYY-MM-DD"),
        end: fields.days[1].format("YYYY-MM-DD"),
        processes: fields.processes,
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["delegations"] });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t("delegation.new")}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t("common:action.save")}
      okButtonProps={{ id: "delegation-save" }}
      confirmLoading={save.isPending}
    >
      {save.error && (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={messageOf(save.error)}
          style={{ marginBottom: 16 }}
          data-testid="delegation-error"
        />
      )}
      <Form<Fields> form={form} layout="vertical" initialValues={{ processes: [] }} onFinish={save.mutate}>
        {administers && (
          <Form.Item name="from" label={t("delegation.from")} extra={t("delegation.fromMe")}>
            <PersonPicker data-testid="delegation-from" />
          </Form.Item>
        )}
        <Form.Item
          name="to"
          label={t("delegation.to")}
          rules={[{ required: true, message: t("delegation.toNeeded") }]}
        >
          <PersonPicker without={from ? [from] : []} data-testid="delegation-to" />
        </Form.Item>
        <Form.Item
          name="days"
          label={t("delegation.days")}
          rules={[{ required: true, message: t("delegation.daysNeeded") }]}
        >
          <DatePicker.RangePicker
            style={{ width: "100%" }}
            format="YYYY-MM-DD"
            needConfirm={false}
            minDate={dayjs().startOf("day")}
            data-testid="delegation-days"
          />
        </Form.Item>
        <Form.Item name="processes" label={t("delegation.processes")}>
          <Select
            mode="multiple"
            allowClear
            placeholder={t("delegation.everyProcess")}
            showSearch={{ optionFilterProp: "label" }}
            options={processes.map(({ processId, name }) => ({ value: processId, label: name }))}
            data-testid="delegation-processes"
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
