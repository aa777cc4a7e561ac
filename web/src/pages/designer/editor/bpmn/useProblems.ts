/** Problems of the drawing: our own check on every change, the server's a moment later, a refused deployment at once. */
import { CloudElementTemplatesLinterPlugin } from "bpmn-js-element-templates";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "@/api/types";
import type { BpmnEditor } from "@/bpmn/createModeler";
import { createLint, RULE_NAMES } from "@/bpmn/lint/lint";
import type { Moddle } from "@/bpmn/moddle";
import { showProblems } from "@/bpmn/problems/badges";
import { merge } from "@/bpmn/problems/problems";
import { selectElement } from "@/bpmn/select";
import { checkModel } from "../../api";
import { useTemplates } from "./useTemplates";

const LINT_AFTER_MS = 250;
const CHECK_AFTER_MS = 900;

export interface Problems {
  list: Problem[];
  /** Why the server could not check, if it could not. */
  unchecked: unknown;
  setServer: (problems: Problem[]) => void;
  choose: (problem: Problem) => void;
}

export function useProblems(modeler: BpmnEditor | undefined, modelId: string): Problems {
  const { t } = useTranslation("bpmn");
  const templates = useTemplates();
  const [drawn, setDrawn] = useState<Problem[]>([]);
  const [server, setServer] = useState<Problem[]>([]);
  const [unchecked, setUnchecked] = useState<unknown>(null);
  const latestCheck = useRef(0);

  const lint = useMemo(
    () =>
      createLint(
        (rule, message) => phrase(t, rule, message),
        CloudElementTemplatesLinterPlugin(templates ?? []),
      ),
    [templates, t],
  );
  const check = useCallback(async () => {
    if (!modeler) return;
    const number = ++latestCheck.current;
    try {
      const { xml } = await modeler.saveXML({ format: true });
      const problems = await checkModel(modelId, xml ?? "");
      if (number !== latestCheck.current) return;
      setServer(problems);
      setUnchecked(null);
    } catch (error) {
      if (number === latestCheck.current) setUnchecked(error);
    }
  }, [modeler, modelId]);

  useEffect(() => {
    if (!modeler) return undefined;
    const timers: ReturnType<typeof setTimeout>[] = [];
    const look = () => void lint(modeler.getDefinitions() as Moddle).then(setDrawn);
    const later = () => {
      timers.splice(0).forEach(clearTimeout);
      timers.push(
        setTimeout(look, LINT_AFTER_MS),
        setTimeout(() => void check(), CHECK_AFTER_MS),
      );
    };
    later();
    modeler.on(["commandStack.changed", "import.done"], later);
    return () => {
      timers.forEach(clearTimeout);
      modeler.off("commandStack.changed", later);
      modeler.off("import.done", later);
    };
  }, [modeler, lint, check]);

  const list = useMemo(() => merge(drawn, server), [drawn, server]);
  useEffect(() => {
    if (!modeler?.getDefinitions()) return;
    showProblems(modeler, list, {
      onChosen: (element) => selectElement(modeler, element),
      describe: (mine) =>
        t("problems.badge", { count: mine.length, words: mine.map(({ message }) => message).join(" ") }),
    });
  }, [modeler, list, t]);

  return {
    list,
    unchecked,
    setServer,
    choose: ({ element }) => {
      if (modeler && element) selectElement(modeler, element);
    },
  };
}

type T = ReturnType<typeof useTranslation<"bpmn">>["t"];

/** Templates speak of their own fields: only the frame of the sentence is ours. */
function phrase(t: T, rule: string, message: string): string {
  if (RULE_NAMES.includes(rule)) return t(`lint.${rule}`);
  const [, label = "", what = ""] =
    /^(.*?) (must not be empty|must match pattern.*|must be at least.*|cannot exceed.*)\.$/.exec(message) ??
    [];
  if (what.startsWith("must not")) return t("lint.template.empty", { label });
  if (what !== "") return t("lint.template.wrong", { label });
  if (rule.endsWith("/update")) return t("lint.template.update");
  return rule.endsWith("/compatibility") ? t("lint.template.incompatible") : message;
}
