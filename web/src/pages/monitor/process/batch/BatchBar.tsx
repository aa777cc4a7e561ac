/** What can be done with the chosen instances; nothing while none is chosen. */
import { Button, Flex, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ProcessRow } from "@/api/types";
import type { BatchKind } from "./api";
import { BatchDialog } from "./BatchDialog";

interface Props {
  process: ProcessRow;
  chosen: string[];
  onDone: () => void;
}

export function BatchBar({ process, chosen, onDone }: Props) {
  const { t } = useTranslation("monitor");
  const [kind, setKind] = useState<BatchKind | null>(null);
  const kinds: BatchKind[] = ["suspend", "resume", "resolve", "cancel"];
  if (process.versions.length > 1) kinds.splice(3, 0, "migrate");
  if (chosen.length === 0 && !kind) return null;
  return (
    <Flex gap={8} wrap align="center" style={{ padding: "0 12px 12px" }} data-testid="batch">
      <Typography.Text>{t("batch.chosen", { count: chosen.length })}</Typography.Text>
      {kinds.map((one) => (
        <Button
          key={one}
          size="small"
          danger={one === "cancel"}
          onClick={() => setKind(one)}
          data-testid={`batch-${one}`}
        >
          {t(`batch.${one}.action`)}
        </Button>
      ))}
      {kind && (
        <BatchDialog
          process={process}
          kind={kind}
          chosen={chosen}
          onClose={(done) => {
            setKind(null);
            if (done) onDone();
          }}
        />
      )}
    </Flex>
  );
}
