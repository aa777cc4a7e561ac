/** One operation: what it needs is chosen, what it would cause is shown, then it is done. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Flex, Form, Modal, Select, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Instance } from "@/api/types";
import { useFailure } from "@/parts/useFailure";
import { processesQuery, xmlQuery } from "../../api";
import { dryRunQuery, operate, type Operation, type Pair } from "./api";
import { Effects } from "./Effects";
import { enterable } from "./nodes";

export type Kind = Operation["kind"];

interface Choice {
  source?: string;
  target?: string;
  version?: number;
  mapping: Record<string, string>;
}

interface Props {
  instance: Instance;
  kind: Kind;
  onClose: () => void;
}

export function OperateDialog({ instance, kind, onClose }: Props) {
  const { t } = useTranslation("monitor");
  const { message } = App.useApp();
  const client = useQueryClient();
  const fail = useFailure();
  const here = [...new Set(instance.waitsAt)];
  const [choice, setChoice] = useState<Choice>({ mapping: {}, ...(here[0] ? { source: here[0] } : {}) });
  const processes = useQuery({ ...processesQuery, enabled: kind === "migrate" });
  const versions = processes.data?.find(({ processId }) => processId === instance.processId)?.versions ?? [];
  const xml = useQuery(xmlQuery(instance.processId, instance.version));
  const there = useQuery(xmlQuery(instance.processId, choice.version));
  const nodes = xml.data ? enterable(xml.data) : [];
  const nodesThere = there.data ? enterable(there.data) : [];
  const nameOf = (id: string): string => [...nodes, ...nodesThere].find((node) => node.id === id)?.name ?? id;
  const options = (drawn: typeof nodes) => drawn.map(({ id, name }) => ({ value: id, label: name }));
  const operation = operationOf(kind, choice, versions);
  const tried = useQuery(dryRunQuery(instance.key, operation));
  const doing = useMutation({
    mutationFn: (wanted: Operation) => operate(instance.key, wanted),
    onSuccess: async () => {
      onClose();
      void message.success(t(`operate.${kind}.done`));
      await Promise.all(
        ["instance", "instances", "processes", "heat", "tasks"].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      );
    },
    onError: fail,
  });
  return (
    <Modal
      title={t(`operate.${kind}.title`)}
      open
      onCancel={onClose}
      okText={t(`operate.${kind}.action`)}
      cancelText={t("operate.keep")}
      okButtonProps={{ disabled: !tried.isSuccess, loading: doing.isPending }}
      onOk={() => operation && doing.mutate(operation)}
    >
      <Typography.Paragraph type="secondary">{t(`operate.${kind}.what`)}</Typography.Paragraph>
      <Form layout="vertical" requiredMark={false}>
        {kind === "move" && (
          <Flex gap={12}>
            <Form.Item label={t("operate.from")} htmlFor="operate-source" style={{ flex: 1 }}>
              <Select
                id="operate-source"
                value={choice.source}
                options={here.map((id) => ({ value: id, label: nameOf(id) }))}
                onChange={(source: string) => setChoice({ ...choice, source })}
              />
            </Form.Item>
            <Form.Item label={t("operate.to")} htmlFor="operate-target" style={{ flex: 1 }}>
              <Select
                id="operate-target"
                showSearch={{ optionFilterProp: "label" }}
                value={choice.target}
                options={options(nodes)}
                onChange={(target: string) => setChoice({ ...choice, target })}
              />
            </Form.Item>
          </Flex>
        )}
        {kind === "migrate" && (
          <Form.Item label={t("operate.version")} htmlFor="operate-version">
            <Select
              id="operate-version"
              value={choice.version}
              options={versions
                .filter(({ version }) => version !== instance.version)
                .map(({ version }) => ({ value: version, label: t("version", { version }) }))}
              onChange={(version: number) => setChoice({ version, mapping: {} })}
            />
          </Form.Item>
        )}
        {kind === "migrate" &&
          choice.version !== undefined &&
          here
            .filter((id) => choice.mapping[id] || (there.data && !nodesThere.some((node) => node.id === id)))
            .map((id) => (
              <Form.Item key={id} label={t("operate.goesTo", { element: nameOf(id) })} htmlFor={`map-${id}`}>
                <Select
                  id={`map-${id}`}
                  showSearch={{ optionFilterProp: "label" }}
                  value={choice.mapping[id]}
                  options={options(nodesThere)}
                  onChange={(target: string) =>
                    setChoice({ ...choice, mapping: { ...choice.mapping, [id]: target } })
                  }
                />
              </Form.Item>
            ))}
      </Form>
      {operation && <Effects instance={instance.key} operation={operation} nameOf={nameOf} />}
    </Modal>
  );
}

/** The operation, once everything that it needs is chosen. */
function operationOf(
  kind: Kind,
  { source, target, version, mapping }: Choice,
  versions: { version: number; definitionKey: string }[],
): Operation | null {
  if (kind === "move") return source && target ? { kind, source, target } : null;
  if (kind === "migrate") {
    const found = versions.find((one) => one.version === version);
    const pairs: Pair[] = Object.entries(mapping).map(([before, after]) => ({
      source: before,
      target: after,
    }));
    return found ? { kind, migration: { target: found.definitionKey, mapping: pairs } } : null;
  }
  return { kind };
}
