/** Deploying what stands on the desk; what the server refuses is shown on the drawing. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import type { Model, Problem } from "@/api/types";
import { useFailure } from "@/parts/useFailure";
import { deployModel, modelsQuery } from "../api";
import type { DraftControl } from "../draft/useDraft";
import type { EditorHandle } from "./EditorProps";

interface Deploy {
  run: () => void;
  running: boolean;
  version: number | null;
}

export function useDeploy(
  model: Model,
  draft: DraftControl,
  editor: RefObject<EditorHandle | null>,
  { onProblems }: { onProblems: (problems: Problem[]) => void },
): Deploy {
  const { t } = useTranslation("designer");
  const { message } = App.useApp();
  const client = useQueryClient();
  const fail = useFailure();
  const [version, setVersion] = useState(model.deployedVersion);

  const deploy = useMutation({
    mutationFn: async () => {
      await draft.flush();
      return deployModel(model.id, (await editor.current?.read()) ?? draft.content);
    },
    onSuccess: (answer) => {
      if ("refused" in answer) {
        onProblems(answer.refused);
        void message.error(
          answer.refused.length > 0 ? t("deploy.refused", { count: answer.refused.length }) : answer.why,
          6,
        );
        return;
      }
      const { deployed } = answer;
      setVersion(deployed.version);
      onProblems(deployed.problems);
      void message.success(
        t(deployed.unchanged ? "deploy.unchanged" : "deploy.done", { version: deployed.version }),
      );
      void client.invalidateQueries({ queryKey: modelsQuery.queryKey });
      void client.invalidateQueries({ queryKey: ["processes"] });
    },
    onError: fail,
  });
  return { run: () => deploy.mutate(), running: deploy.isPending, version };
}
