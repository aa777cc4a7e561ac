/** The sheet of shortcuts. */
import { Modal, Typography } from "antd";
import { useTranslation } from "react-i18next";

const KEYS: [name: string, keys: string[]][] = [
  ["create", ["N"]],
  ["append", ["A"]],
  ["replace", ["R"]],
  ["edit", ["E"]],
  ["connect", ["C"]],
  ["hand", ["H"]],
  ["lasso", ["L"]],
  ["space", ["S"]],
  ["find", ["Ctrl", "F"]],
  ["undo", ["Ctrl", "Z"]],
  ["redo", ["Ctrl", "Y"]],
  ["copy", ["Ctrl", "C"]],
  ["paste", ["Ctrl", "V"]],
  ["all", ["Ctrl", "A"]],
  ["remove", ["Del"]],
  ["save", ["Ctrl", "S"]],
];

export function Shortcuts({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation("designer");
  return (
    <Modal title={t("shortcuts.title")} open={open} onCancel={onClose} footer={null} width={560}>
      <dl style={{ display: "grid", gridTemplateColumns: "auto 1fr auto 1fr", gap: "10px 14px", margin: 0 }}>
        {KEYS.map(([name, keys]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>
              {keys.map((key) => (
                <Typography.Text key={key} keyboard>
                  {key}
                </Typography.Text>
              ))}
            </dt>
            <dd style={{ margin: 0 }}>{t(`shortcuts.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
