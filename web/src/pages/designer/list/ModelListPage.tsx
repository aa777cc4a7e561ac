/** All models on the desk: find, create, import, delete. */
import { DeleteOutlined, ImportOutlined, MoreOutlined, PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import {
  App,
  Button,
  Dropdown,
  Empty,
  Flex,
  Input,
  Segmented,
  Table,
  Tag,
  Typography,
  type TableColumnsType,
} from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ModelKind, ModelRow } from "@/api/types";
import { ErrorNote } from "@/parts/ErrorNote";
import { PageFrame } from "@/parts/PageFrame";
import { useFailure } from "@/parts/useFailure";
import { When } from "@/parts/When";
import { deleteModel, modelsQuery } from "../api";
import { KindIcon } from "../KindIcon";
import { DropZone } from "./DropZone";
import { NewModel } from "./NewModel";
import { ACCEPTED, useImport } from "./useImport";

type KindFilter = ModelKind | "all";

export function ModelListPage() {
  const { t } = useTranslation("designer");
  const models = useQuery(modelsQuery);
  const [search, setSearch] = useState("");
  const [kind, setKind] = useState<KindFilter>("all");
  const [creating, setCreating] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const importing = useImport();

  const wanted = search.trim().toLowerCase();
  const shown = (models.data ?? []).filter(
    (model) => (kind === "all" || model.kind === kind) && model.name.toLowerCase().includes(wanted),
  );
  return (
    <DropZone onFiles={importing.take}>
      <PageFrame
        title={t("title")}
        lead={<Typography.Text type="secondary">{t("list.lead")}</Typography.Text>}
        actions={
          <Flex gap={8} wrap>
            <Button
              icon={<ImportOutlined />}
              loading={importing.busy}
              onClick={() => chooser.current?.click()}
              data-testid="designer-import"
            >
              {t("list.import")}
            </Button>
            <Button
              type="primary"
              icon={<PlusOutlined />}
              onClick={() => setCreating(true)}
              data-testid="designer-new"
            >
              {t("list.new")}
            </Button>
          </Flex>
        }
      >
        <input
          ref={chooser}
          type="file"
          hidden
          multiple
          accept={ACCEPTED}
          aria-label={t("list.import")}
          data-testid="designer-import-file"
          onChange={(event) => {
            importing.take([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
        <Flex gap={12} wrap style={{ marginBottom: 12 }}>
          <Input.Search
            allowClear
            placeholder={t("list.search")}
            aria-label={t("list.search")}
            style={{ width: 260 }}
            onChange={(event) => setSearch(event.target.value)}
            data-testid="designer-search"
          />
          <Segmented<KindFilter>
            value={kind}
            onChange={setKind}
            aria-label={t("list.kind")}
            options={(["all", "bpmn", "form", "dmn"] as const).map((value) => ({
              value,
              label: t(`kind.${value}`),
            }))}
          />
        </Flex>
        {models.error ? (
          <ErrorNote error={models.error} onRetry={() => void models.refetch()} />
        ) : (
          <ModelTable
            rows={shown}
            loading={models.isPending}
            onNew={() => setCreating(true)}
            filtered={wanted !== ""}
          />
        )}
        <NewModel open={creating} onClose={() => setCreating(false)} />
      </PageFrame>
    </DropZone>
  );
}

interface TableProps {
  rows: ModelRow[];
  loading: boolean;
  filtered: boolean;
  onNew: () => void;
}

function ModelTable({ rows, loading, filtered, onNew }: TableProps) {
  const { t } = useTranslation("designer");
  const navigate = useNavigate();
  const drop = useDelete();
  const columns: TableColumnsType<ModelRow> = [
    {
      title: t("list.name"),
      dataIndex: "name",
      sorter: (one, other) => one.name.localeCompare(other.name),
      render: (_, model) => (
        <Flex gap={10} align="center">
          <KindIcon kind={model.kind} />
          <Link
            to="/designer/$id"
            params={{ id: model.id }}
            data-testid={`model-${model.id}`}
            style={{ fontWeight: 500 }}
          >
            {model.name}
          </Link>
          {model.folder && <Tag>{model.folder}</Tag>}
        </Flex>
      ),
    },
    {
      title: t("list.deployed"),
      dataIndex: "deployedVersion",
      width: 150,
      render: (version: number | null) =>
        version === null ? (
          <Typography.Text type="secondary">{t("list.never")}</Typography.Text>
        ) : (
          <Tag color="success">{t("version", { version })}</Tag>
        ),
    },
    {
      title: t("list.updated"),
      dataIndex: "updatedAt",
      width: 230,
      defaultSortOrder: "descend",
      sorter: (one, other) => one.updatedAt.localeCompare(other.updatedAt),
      render: (_, model) => (
        <Flex gap={8}>
          <When at={model.updatedAt} />
          <Typography.Text type="secondary">{model.updatedBy?.name}</Typography.Text>
        </Flex>
      ),
    },
    {
      title: <span className="lq-visually-hidden">{t("list.actions")}</span>,
      width: 60,
      render: (_, model) => (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: [
              {
                key: "delete",
                danger: true,
                icon: <DeleteOutlined />,
                label: t("common:action.delete"),
                onClick: ({ domEvent }) => {
                  domEvent.stopPropagation();
                  drop(model);
                },
              },
            ],
          }}
        >
          <Button
            type="text"
            icon={<MoreOutlined />}
            aria-label={t("list.actionsOf", { name: model.name })}
            onClick={(event) => event.stopPropagation()}
          />
        </Dropdown>
      ),
    },
  ];
  return (
    <Table<ModelRow>
      rowKey="id"
      size="middle"
      columns={columns}
      dataSource={rows}
      loading={loading}
      pagination={rows.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
      scroll={{ x: 640 }}
      rowClassName="lq-row-link"
      onRow={(model) => ({ onClick: () => void navigate({ to: "/designer/$id", params: { id: model.id } }) })}
      locale={{
        emptyText: filtered ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("list.noneFound")} />
        ) : (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("list.empty")}>
            <Button type="primary" icon={<PlusOutlined />} onClick={onNew}>
              {t("list.new")}
            </Button>
          </Empty>
        ),
      }}
      data-testid="designer-models"
    />
  );
}

function useDelete(): (model: ModelRow) => void {
  const { t } = useTranslation("designer");
  const { modal } = App.useApp();
  const client = useQueryClient();
  const fail = useFailure();
  const drop = useMutation({
    mutationFn: deleteModel,
    // Also where it was refused: somebody else may have changed it.
    onSettled: () => client.invalidateQueries({ queryKey: modelsQuery.queryKey }),
    onError: fail,
  });
  return (model) =>
    void modal.confirm({
      title: t("list.deleteTitle", { name: model.name }),
      content: t("list.deleteHint"),
      okText: t("common:action.delete"),
      okButtonProps: { danger: true },
      onOk: () => drop.mutateAsync(model).catch(() => undefined),
    });
}
