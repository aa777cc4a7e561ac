/** Every deployed version: who, when; look at what changed, take it back as the draft. */
import { DiffOutlined, RollbackOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { App, Button, Drawer, Empty, Flex, Skeleton, Tag, Timeline, Typography } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Model, ModelVersion } from "@/api/types";
import { ErrorNote } from "@/parts/ErrorNote";
import { useFailure } from "@/parts/useFailure";
import { When } from "@/parts/When";
import { readVersion, versionsQuery } from "../../api";

const DiffView = lazy(() => import("./DiffView").then((module) => ({ default: module.DiffView })));

interface Props {
  open: boolean;
  onClose: () => void;
  model: Model;
  readDraft: () => Promise<string>;
  onRestore: (content: string) => Promise<void>;
}

export function VersionsDrawer({ open, onClose, model, readDraft, onRestore }: Props) {
  const { t } = useTranslation("designer");
  const { message } = App.useApp();
  const fail = useFailure();
  const versions = useQuery({ ...versionsQuery(model.id), enabled: open, staleTime: 0 });
  const [compared, setCompared] = useState<{ version: number; before: string; after: string }>();

  const compare = useMutation({
    mutationFn: async (version: number) => ({
      version,
      before: await readVersion(model.id, version),
      after: await readDraft(),
    }),
    onSuccess: setCompared,
    onError: fail,
  });
  const restore = useMutation({
    mutationFn: async (version: number) => {
      await onRestore(await readVersion(model.id, version));
      return version;
    },
    onSuccess: (version) => {
      onClose();
      void message.success(t("versions.restored", { version }));
    },
    onError: fail,
  });
  const line = (version: ModelVersion) => (
    <Flex vertical gap={4} data-testid={`version-${version.version}`}>
      <Flex gap={8} align="center">
        <Typography.Text strong>{t("version", { version: version.version })}</Typography.Text>
        {version.tag && <Tag>{version.tag}</Tag>}
      </Flex>
      <Typography.Text type="secondary">
        <When at={version.deployedAt} secondary /> {version.deployedBy?.name}
      </Typography.Text>
      <Flex gap={8}>
        {model.kind === "bpmn" && (
          <Button
            size="small"
            icon={<DiffOutlined />}
            loading={compare.isPending && compare.variables === version.version}
            onClick={() => compare.mutate(version.version)}
            data-testid={`compare-${version.version}`}
          >
            {t("versions.compare")}
          </Button>
        )}
        <Button
          size="small"
          icon={<RollbackOutlined />}
          loading={restore.isPending && restore.variables === version.version}
          onClick={() => restore.mutate(version.version)}
          data-testid={`restore-${version.version}`}
        >
          {t("versions.restore")}
        </Button>
      </Flex>
    </Flex>
  );
  return (
    <Drawer title={t("editor.versions")} open={open} onClose={onClose} size={400}>
      {versions.isPending && <Skeleton active />}
      {versions.error && <ErrorNote error={versions.error} onRetry={() => void versions.refetch()} />}
      {versions.data?.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("versions.none")} />
      )}
      {versions.data && versions.data.length > 0 && (
        <Timeline
          items={versions.data.map((version) => ({ key: version.version, content: line(version) }))}
        />
      )}
      {compared && (
        <Suspense fallback={null}>
          <DiffView
            title={t("versions.diffTitle", { version: compared.version })}
            before={compared.before}
            after={compared.after}
            beforeName={t("version", { version: compared.version })}
            afterName={t("versions.draft")}
            onClose={() => setCompared(undefined)}
          />
        </Suspense>
      )}
    </Drawer>
  );
}
