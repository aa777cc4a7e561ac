/** Playing the story that leads to a problem: step by step, by itself or by hand, until it is closed. */
import { useEffect, useState } from "react";
import type { Problem, Step } from "@/api/types";
import type { BpmnEditor } from "@/bpmn/createModeler";
import { showStep } from "@/bpmn/play";

const STEP_MS = 900;
const NONE: Step[] = [];

export interface Story {
  steps: Step[];
  at: number;
  running: boolean;
  play: (problem: Problem) => void;
  go: (at: number) => void;
  pause: () => void;
  close: () => void;
}

export function useStory(modeler: BpmnEditor | undefined): Story {
  const [steps, setSteps] = useState<Step[]>(NONE);
  const [at, setAt] = useState(0);
  const [running, setRunning] = useState(false);

  useEffect(() => {
    if (modeler?.getDefinitions()) showStep(modeler, steps[at]);
  }, [modeler, steps, at]);
  useEffect(() => {
    if (!running || at >= steps.length - 1) return undefined;
    const timer = setTimeout(() => setAt(at + 1), STEP_MS);
    return () => clearTimeout(timer);
  }, [running, at, steps]);
  useEffect(() => {
    if (!modeler) return undefined;
    const close = () => setSteps(NONE); // what was drawn has changed: the story may not be true any more
    modeler.on("commandStack.changed", close);
    return () => modeler.off("commandStack.changed", close);
  }, [modeler]);

  return {
    steps,
    at,
    running: running && at < steps.length - 1,
    play: ({ trace = NONE }) => {
      setSteps(trace);
      setAt(0);
      setRunning(true);
    },
    go: (wanted) => {
      setRunning(false);
      setAt(Math.min(Math.max(wanted, 0), steps.length - 1));
    },
    pause: () => setRunning(!running),
    close: () => setSteps(NONE),
  };
}
