/** Files become models: .bpmn, .form, .dmn; anything else is refused by name. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import type { Model, ModelKind } from "@/api/types";
import { useFailure } from "@/parts/useFailure";
import { createModel, modelsQuery } from "../api";

export const ACCEPTED = ".bpmn,.bpmn20.xml,.xml,.form,.json,.dmn";

/** By its content first, as names lie; undefined for what is none of ours. */
export function kindOf(name: string, content: string): ModelKind | undefined {
  const head = content.slice(0, 4_000);
  if (/https?:\/\/www\.omg\.org\/spec\/BPMN\//.test(head)) return "bpmn";
  if (/https?:\/\/www\.omg\.org\/spec\/DMN\//.test(head)) return "dmn";
  if (/\.(form|json)$/i.test(name) && /"components"\s*:/.test(content)) return "form";
  return undefined;
}

export const nameOf = (file: string): string => file.replace(/(\.bpmn20)?\.(bpmn|xml|form|json|dmn)$/i, "");

/** What the process or decision inside is called, else the name of the file. */
export function titleIn(kind: ModelKind, content: string, file: string): string {
  if (kind === "form") return nameOf(file);
  const xml = new DOMParser().parseFromString(content, "text/xml");
  const [inside] = xml.getElementsByTagNameNS("*", kind === "bpmn" ? "process" : "decision");
  return inside?.getAttribute("name")?.trim() || nameOf(file);
}

export function useImport(): { take: (files: File[]) => void; busy: boolean } {
  const { t } = useTranslation("designer");
  const { message } = App.useApp();
  const client = useQueryClient();
  const navigate = useNavigate();
  const fail = useFailure();

  const importing = useMutation({
    mutationFn: async (files: File[]) => {
      const made: Model[] = [];
      for (const file of files) {
        const content = await file.text();
        const kind = kindOf(file.name, content);
        if (kind) made.push(await createModel(titleIn(kind, content, file.name), kind, content));
        else void message.warning(t("list.notAModel", { name: file.name }), 6);
      }
      return made;
    },
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: modelsQuery.queryKey });
      const [only] = made;
      if (made.length === 1 && only) await navigate({ to: "/designer/$id", params: { id: only.id } });
      else if (made.length > 1) void message.success(t("list.imported", { count: made.length }));
    },
    onError: fail,
  });
  return { take: (files) => importing.mutate(files), busy: importing.isPending };
}
