import { describe, expect, it } from "vitest";
import { countTokens, showStep } from "@/bpmn/play";

function diagram(ids: string[]) {
  const marked = new Map<string, Set<string>>(ids.map((id) => [id, new Set()]));
  const canvas = {
    hasMarker: (id: string, marker: string) => marked.get(id)!.has(marker),
    addMarker: (id: string, marker: string) => marked.get(id)!.add(marker),
    removeMarker: (id: string, marker: string) => marked.get(id)!.delete(marker),
  };
  const registry = {
    get: (id: string) => (marked.has(id) ? { id } : undefined),
    getAll: () => ids.map((id) => ({ id })),
  };
  const services = { get: (name: string) => (name === "canvas" ? canvas : registry) };
  return {
    services: services as unknown as Parameters<typeof showStep>[0],
    marks: (id: string) => [...marked.get(id)!],
  };
}

describe("a story on the diagram", () => {
  it("marks what acts and where tokens are, and takes the marks away with the next step", () => {
    const { services, marks } = diagram(["task", "one", "two"]);
    showStep(services, { element: "task", tokens: ["one", "two", "two"] });
    expect([marks("task"), marks("one"), marks("two")]).toEqual([
      ["lq-story-acts"],
      ["lq-story-token"],
      ["lq-story-crowd"],
    ]);
    showStep(services, undefined);
    expect([marks("task"), marks("one"), marks("two")]).toEqual([[], [], []]);
  });

  it("leaves out what the diagram does not show", () => {
    const { services, marks } = diagram(["task"]);
    showStep(services, { element: "gone", tokens: ["task", "hidden"] });
    expect(marks("task")).toEqual(["lq-story-token"]);
  });

  it("counts the tokens of a flow", () => {
    expect([...countTokens({ element: "a", tokens: ["f", "g", "f"] })]).toEqual([
      ["f", 2],
      ["g", 1],
    ]);
  });
});
