/** One operation on the chosen instances: asked once more, then followed to its end, with what failed and why. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Form, List, Modal, Progress, Select, Typography } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ProcessRow } from "@/api/types";
import { useFailure } from "@/parts/useFailure";
import { xmlQuery } from "../../api";
import { enterable } from "../../instance/operate/nodes";
import { batchQuery, begin, failedQuery, isOver, type BatchKind } from "./api";

interface Props {
  process: ProcessRow;
  kind: BatchKind;
  chosen: string[];
  /** `done`: something was begun, so the choice is spent. */
  onClose: (done: boolean) => void;
}

export function BatchDialog({ process, kind, chosen, onClose }: Props) {
  const { t } = useTranslation("monitor");
  const client = useQueryClient();
  const fail = useFailure();
  const [keys] = useState(chosen);
  const [version, setVersion] = useState(process.latestVersion);
  const [begun, setBegun] = useState<string | null>(null);
  const target = process.versions.find((each) => each.version === version);
  const xml = useQuery({ ...xmlQuery(process.processId, version), enabled: kind === "migrate" });
  const elements = xml.data ? enterable(xml.data).map(({ id }) => id) : [];
  const beginning = useMutation({
    mutationFn: () =>
      begin(kind, keys, kind === "migrate" && target ? { key: target.definitionKey, elements } : undefined),
    onSuccess: setBegun,
    onError: fail,
  });
  const batch = useQuery(batchQuery(begun));
  const failed = useQuery(failedQuery(begun, batch.data?.operationsFailedCount ?? 0));
  const over = isOver(batch.data);
  useEffect(() => {
    if (!over) return;
    for (const key of ["instances", "processes", "heat", "tasks"])
      void client.invalidateQueries({ queryKey: [key] });
  }, [over, client]);
  return (
    <Modal
      open
      title={t(`batch.${kind}.title`, { count: keys.length })}
      onCancel={() => onClose(begun !== null)}
      okText={begun === null ? t(`batch.${kind}.action`) : t("batch.close")}
      cancelText={t("operate.keep")}
      cancelButtonProps={begun === null ? {} : { style: { display: "none" } }}
      okButtonProps={{
        danger: kind === "cancel" && begun === null,
        loading: beginning.isPending,
        disabled: kind === "migrate" && !xml.data,
        "data-testid": "batch-ok",
      }}
      onOk={() => (begun === null ? beginning.mutate() : onClose(true))}
    >
      <Typography.Paragraph type="secondary">{t(`batch.${kind}.what`)}</Typography.Paragraph>
      {kind === "migrate" && begun === null && (
        <Form layout="vertical">
          <Form.Item label={t("operate.version")} htmlFor="batch-version">
            <Select
              id="batch-version"
              value={version}
              onChange={setVersion}
              options={process.versions.map((each) => ({
                value: each.version,
                label: t("version", { version: each.version }),
              }))}
            />
          </Form.Item>
        </Form>
      )}
      {batch.data && (
        <div data-testid="batch-progress">
          <Progress
            percent={percent(
              batch.data.operationsCompletedCount + batch.data.operationsFailedCount,
              keys.length,
            )}
            status={batch.data.operationsFailedCount > 0 ? "exception" : over ? "success" : "active"}
          />
          <Typography.Paragraph>
            {t("batch.counts", {
              done: batch.data.operationsCompletedCount,
              failed: batch.data.operationsFailedCount,
            })}
          </Typography.Paragraph>
        </div>
      )}
      {failed.data && (
        <List
          size="small"
          dataSource={failed.data.items}
          renderItem={(item) => (
            <List.Item>
              <List.Item.Meta
                title={
                  <Link to="/instances/$key" params={{ key: item.processInstanceKey }}>
                    {item.processInstanceKey}
                  </Link>
                }
                description={item.errorMessage}
              />
            </List.Item>
          )}
        />
      )}
    </Modal>
  );
}

const percent = (done: number, all: number): number =>
  Math.min(100, Math.round((100 * done) / Math.max(1, all)));
