/** The task's screen: form and opinion on the left, people and history on the right, verbs below. */
import { ArrowLeftOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Button, Card, Col, Flex, Grid, Row, Typography } from "antd";
import { useTranslation } from "react-i18next";
import type { FormSchema, Task, Verb } from "@/api/types";
import { FormView, useForm } from "@/forms";
import { usePageTitle } from "@/parts/PageFrame";
import { Timeline } from "@/parts/Timeline";
import { When } from "@/parts/When";
import { OpinionBox } from "./OpinionBox";
import { PlainVariables } from "./PlainVariables";
import { Seats } from "./Seats";
import { TaskTags } from "./TaskTags";
import { TypedElsewhere } from "./TypedElsewhere";
import { useDraft } from "./useDraft";
import { useVerbs } from "./useVerbs";
import { VerbBar } from "./VerbBar";

const NO_FORM: FormSchema = { components: [] };
const DECIDING: Verb[] = ["approve", "reject", "complete", "send-back"];

interface Props {
  task: Task;
  opinion: string;
  onOpinion: (opinion: string) => void;
  /** Others have changed the same fields: the screen begins anew, with what was typed as a draft. */
  onConflict: () => void;
}

export function TaskView({ task, opinion, onOpinion, onConflict }: Props) {
  const { t } = useTranslation("inbox");
  const wide = Grid.useBreakpoint().lg ?? true;
  const mayDecide = task.actions.some((verb) => DECIDING.includes(verb));
  const form = useForm({
    schema: task.form?.schema ?? NO_FORM,
    variables: task.variables,
    draft: task.draft,
    rights: task.fields,
    readOnly: !mayDecide,
  });
  const verbs = useVerbs({ task, form, opinion, onConflict });
  const draft = useDraft(task, form, mayDecide && !verbs.busy);
  usePageTitle(task.title);

  return (
    <div style={{ display: "flex", flexDirection: "column", minHeight: "100%" }}>
      <div
        style={{
          flex: 1,
          width: "100%",
          maxWidth: 1280,
          marginInline: "auto",
          padding: wide ? "16px 28px 24px" : 12,
        }}
      >
        <Heading task={task} />
        {draft.elsewhere && <TypedElsewhere taskKey={task.key} draft={draft} onTheirs={onConflict} />}
        <Row gutter={[20, 20]}>
          <Col xs={24} lg={15}>
            <Card title={t("task.form")} styles={{ body: { paddingBottom: 8 } }}>
              {task.form ? <FormView form={form} /> : <PlainVariables variables={task.variables} />}
            </Card>
            {mayDecide && (
              <Card title={t("task.opinion")} style={{ marginTop: 20 }}>
                <OpinionBox value={opinion} onChange={onOpinion} fault={verbs.opinionFault} />
              </Card>
            )}
          </Col>
          <Col xs={24} lg={9}>
            {task.seats.length > 0 && <Seats task={task} />}
            <Card
              title={t("task.timeline")}
              size="small"
              style={{ marginTop: task.seats.length > 0 ? 20 : 0 }}
            >
              <Timeline entries={task.timeline} />
            </Card>
          </Col>
        </Row>
      </div>
      <VerbBar task={task} verbs={verbs} submitLabel={form.submitLabel} draftSavedAt={draft.savedAt} />
    </div>
  );
}

function Heading({ task }: { task: Task }) {
  const { t } = useTranslation("inbox");
  return (
    <Flex gap={10} align="flex-start" style={{ marginBottom: 16 }}>
      <Link to="/inbox" aria-label={t("task.back")}>
        <Button type="text" icon={<ArrowLeftOutlined />} tabIndex={-1} aria-hidden />
      </Link>
      <Flex vertical gap={6} style={{ flex: 1, minWidth: 0 }}>
        <Typography.Title
          level={1}
          style={{ fontSize: 20, margin: 0, lineHeight: "32px" }}
          data-testid="task-title"
        >
          {task.title}
        </Typography.Title>
        <Flex gap={12} wrap align="center">
          <Typography.Text type="secondary">
            {task.processName} · {task.name}
          </Typography.Text>
          {task.startedBy && (
            <Typography.Text type="secondary">
              {t("task.startedBy", { name: task.startedBy.name })}
            </Typography.Text>
          )}
          {task.dueAt && (
            <Typography.Text type="secondary">
              {t("column.dueAt")} <When at={task.dueAt} />
            </Typography.Text>
          )}
          <TaskTags row={task} />
          <Link to="/instances/$key" params={{ key: task.instanceKey }} data-testid="task-instance">
            {t("task.instance")}
          </Link>
        </Flex>
      </Flex>
    </Flex>
  );
}
