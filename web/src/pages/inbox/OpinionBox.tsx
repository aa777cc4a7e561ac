/** My words on it, with stock phrases: the house's and my own (kept on this device). */
import { PlusOutlined } from "@ant-design/icons";
import { Button, Flex, Form, Input, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  value: string;
  onChange: (opinion: string) => void;
  fault: string | undefined;
}

const STORAGE_KEY = "lingqu.phrases";
const MOST = 12;

export function OpinionBox({ value, onChange, fault }: Props) {
  const { t } = useTranslation("inbox");
  const [own, setOwn] = useState(storedPhrases);
  const house = t("phrases", { returnObjects: true }) as string[];
  const keep = (phrases: string[]) => {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(phrases));
    setOwn(phrases);
  };
  const known = value.trim() === "" || house.includes(value.trim()) || own.includes(value.trim());
  return (
    <Form.Item
      {...(fault ? { validateStatus: "error" as const, help: <span role="alert">{fault}</span> } : {})}
      style={{ marginBottom: 0 }}
    >
      <Input.TextArea
        id="opinion"
        aria-label={t("task.opinion")}
        placeholder={t("opinion.placeholder")}
        autoSize={{ minRows: 2, maxRows: 8 }}
        maxLength={2000}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        data-testid="opinion"
        {...(fault ? { "aria-invalid": true } : {})}
      />
      <Flex gap={6} wrap style={{ marginTop: 10 }} role="group" aria-label={t("opinion.phrases")}>
        {[...house, ...own].map((phrase) => (
          <Tag
            key={phrase}
            closable={own.includes(phrase)}
            onClose={() => keep(own.filter((other) => other !== phrase))}
            style={{ margin: 0, padding: 0 }}
          >
            <Button type="text" size="small" onClick={() => onChange(phrase)}>
              {phrase}
            </Button>
          </Tag>
        ))}
        {!known && (
          <Button
            type="dashed"
            size="small"
            icon={<PlusOutlined />}
            onClick={() => keep([...own, value.trim()].slice(-MOST))}
          >
            {t("opinion.keep")}
          </Button>
        )}
      </Flex>
    </Form.Item>
  );
}

function storedPhrases(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "[]");
    return Array.isArray(stored)
      ? stored.filter((phrase): phrase is string => typeof phrase === "string")
      : [];
  } catch {
    // Somebody else's text under our name: as good as none.
    return [];
  }
}
