/** Two versions above each other, moving together, with what changed marked and listed. */
import { Empty, Flex, Modal, Tag, Typography } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { createViewer, fit, type Viewer } from "@/bpmn/createViewer";
import { compare, type Change, type ChangeKind } from "@/bpmn/diff";
import { useFailure } from "@/parts/useFailure";
import "./diff.css";

interface Props {
  title: string;
  before: string;
  after: string;
  beforeName: string;
  afterName: string;
  onClose: () => void;
}
const COLORS: Record<ChangeKind, string> = {
  added: "success",
  removed: "error",
  changed: "warning",
  moved: "processing",
};

export function DiffView({ title, before, after, beforeName, afterName, onClose }: Props) {
  const { t } = useTranslation("designer");
  const [changes, setChanges] = useState<Change[]>();
  const [pair, setPair] = useState<{ before: Viewer; after: Viewer }>();
  const top = useRef<HTMLDivElement>(null);
  const bottom = useRef<HTMLDivElement>(null);
  const fail = useFailure();
  const [shown, setShown] = useState(false);

  useEffect(() => {
    if (!shown || !top.current || !bottom.current) return undefined;
    const viewers = { before: createViewer(top.current), after: createViewer(bottom.current) };
    let alive = true;
    const show = async () => {
      await Promise.all([viewers.before.importXML(before), viewers.after.importXML(after)]);
      if (!alive) return;
      const found = compare(viewers.before.getDefinitions(), viewers.after.getDefinitions());
      found.forEach((change) => mark(viewers, change));
      Object.values(viewers).forEach((viewer) => fit(viewer));
      moveTogether(viewers.before, viewers.after);
      setChanges(found);
      setPair(viewers);
    };
    show().catch(fail);
    return () => {
      alive = false;
      Object.values(viewers).forEach((viewer) => viewer.destroy());
    };
  }, [before, after, shown, fail]);

  return (
    <Modal
      open
      onCancel={onClose}
      footer={null}
      title={title}
      width="94vw"
      style={{ top: 24 }}
      afterOpenChange={setShown}
      data-testid="designer-diff"
    >
      <Flex gap={16} style={{ height: "calc(100vh - 150px)" }}>
        <Flex vertical gap={8} style={{ flex: 1, minWidth: 0 }}>
          <Half name={beforeName} place={top} />
          <Half name={afterName} place={bottom} />
        </Flex>
        <div style={{ width: 280, overflow: "auto" }}>
          <Typography.Title level={2} style={{ fontSize: 15 }}>
            {t("versions.changes", { count: changes?.length ?? 0 })}
          </Typography.Title>
          {changes?.length === 0 && (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("versions.same")} />
          )}
          <Flex vertical gap={6} component="ul" style={{ padding: 0, margin: 0, listStyle: "none" }}>
            {changes?.map((change) => (
              <li key={`${change.kind}-${change.id}`}>
                <button type="button" className="lq-change" onClick={() => pair && scrollTo(pair, change)}>
                  <Tag color={COLORS[change.kind]}>{t(`versions.kinds.${change.kind}`)}</Tag>
                  <span>
                    {change.title}
                    {change.attributes.length > 0 && <small> {change.attributes.join(", ")}</small>}
                  </span>
                </button>
              </li>
            ))}
          </Flex>
        </div>
      </Flex>
    </Modal>
  );
}

function Half({ name, place }: { name: string; place: React.RefObject<HTMLDivElement | null> }) {
  return (
    <div className="lq-diff-half">
      <Tag className="lq-diff-name">{name}</Tag>
      <div ref={place} style={{ position: "absolute", inset: 0 }} />
    </div>
  );
}

function mark(viewers: { before: Viewer; after: Viewer }, { kind, id }: Change): void {
  const where = { added: [viewers.after], removed: [viewers.before] }[kind as string] ?? [
    viewers.before,
    viewers.after,
  ];
  for (const viewer of where) {
    if (viewer.get("elementRegistry").get(id)) viewer.get("canvas").addMarker(id, `lq-diff-${kind}`);
  }
}

function moveTogether(one: Viewer, other: Viewer): void {
  let following = false;
  const follow = (from: Viewer, to: Viewer) =>
    from.on("canvas.viewbox.changed", () => {
      if (following) return;
      following = true;
      const { x, y, width, height } = from.get("canvas").viewbox();
      to.get("canvas").viewbox({ x, y, width, height });
      following = false;
    });
  follow(one, other);
  follow(other, one);
}

function scrollTo({ before, after }: { before: Viewer; after: Viewer }, { kind, id }: Change): void {
  const viewer = kind === "removed" ? before : after;
  const element = viewer.get("elementRegistry").get(id);
  if (element) viewer.get("canvas").scrollToElement(id, 160);
}
