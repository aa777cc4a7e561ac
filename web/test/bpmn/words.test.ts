/** Every word that the modeling libraries can show has its Chinese one. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import common from "bpmn-js-i18n/translations/zn";
import { describe, expect, test } from "vitest";
import { words as own } from "../../src/app/i18n/bpmn-zh";
import { words as ofDecisions } from "../../src/app/i18n/dmn-zh";
import { translator } from "../../src/bpmn/translate";

const MODULES = join(import.meta.dirname, "../../node_modules");
const words = { ...common, ...own };

/** What stands in translate("…") in the sources of a package; built texts such as `Create ${x}` are not among them. */
function asked(...places: string[]): string[] {
  const texts = places.flatMap((place) => sources(join(MODULES, place)));
  const found = texts.flatMap((text) =>
    [...text.matchAll(/\btranslate\w*\(\s*(["'])((?:\\.|(?!\1).)*)\1/g)].map(([, , word = ""]) =>
      word.replaceAll(/\\(['"])/g, "$1").replaceAll("\\n", "\n"),
    ),
  );
  return [...new Set(found)].sort();
}

function sources(place: string): string[] {
  if (/\.js$/.test(place)) return [readFileSync(place, "utf8")];
  return readdirSync(place, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js"))
    .map((name) => readFileSync(join(place, name), "utf8"));
}

const untranslated = (list: string[]): string[] => {
  const missing: string[] = [];
  const translate = translator(words, (text) => missing.push(text));
  list.forEach((text) => translate(text));
  return missing;
};

/** Examples in comments and separators of shortcuts: shown to nobody, or the same in every language. */
const NO_WORDS = new Set(["HELLO {you}", " + shift + ", " + x + ", "+n+"]);

describe("Chinese words", () => {
  test.each([
    ["the canvas", ["bpmn-js/lib", "diagram-js/lib"]],
    ["creating and appending", ["bpmn-js-create-append-anything/dist/index.es.js"]],
    ["the template chooser", ["@bpmn-io/element-template-chooser/dist"]],
    ["the map", ["diagram-js-minimap/dist/index.esm.js"]],
    ["the colours", ["bpmn-js-color-picker/colors"]],
    ["the fields of the panel", ["@bpmn-io/properties-panel/dist/index.esm.js"]],
    ["the behaviours", ["camunda-bpmn-js-behaviors/lib/camunda-cloud"]],
  ])("exist for %s", (_, places) => {
    expect(untranslated(asked(...places)).filter((text) => !NO_WORDS.has(text))).toEqual([]);
  });

  test("exist for the groups of the panel, the other engine's own apart", () => {
    const missing = untranslated(asked("bpmn-js-properties-panel/dist/index.esm.js"));
    expect(missing.filter((text) => !OTHER_ENGINE.has(text) && !HELP_BUBBLES.has(text))).toEqual([]);
  });

  test("exist for templates, their cloud service apart", () => {
    const missing = untranslated(asked("bpmn-js-element-templates/dist/index.esm.js"));
    expect(missing.filter((text) => !CLOUD_SERVICE.has(text))).toEqual([]);
  });

  test("keep every placeholder", () => {
    const holes = (text: string) => [...text.matchAll(/{(\w+)}/g)].map(([, name]) => name).sort();
    // Where the library would count in English, Chinese has nothing to fill in.
    const changed = Object.entries(own).filter(
      ([english, chinese]) => !english.includes("${") && String(holes(english)) !== String(holes(chinese)),
    );
    expect(changed).toEqual([]);
  });
});

test.each(["drd", "decision-table", "literal-expression", "boxed-expression", "shared"])(
  "Chinese words exist for decisions: %s",
  (part) => {
    const missing = asked(`dmn-js-${part}/lib`).filter((text) => !(text in ofDecisions));
    expect(missing).toEqual([]);
  },
);

test("headings in title case find the words of the menus", () => {
  const translate = translator(words);
  expect(translate("User Task")).toBe("用户任务");
  expect(translate("Timer Boundary Event (Non Interrupting)")).toBe("定时边界事件（非中断）");
});

/** Only the panel of the other engine, which we do not assemble, asks for these. */
const OTHER_ENGINE = new Set([
  "Asynchronous after",
  "Asynchronous before",
  "Asynchronous continuations",
  "BPMN",
  "Business key expression",
  "CMMN",
  "Camunda Forms",
  "Candidate starter",
  "Candidate starter groups",
  "Candidate starter users",
  "Case ref",
  "Config",
  "Connector ID",
  "Connector inputs",
  "Connector outputs",
  "Constraints",
  "Created in",
  "Decision reference",
  "Delegate Class",
  "Delegate Expression",
  "Delegate Variable Mapping",
  "Delegate expression",
  "Embedded or External Task Forms",
  "External task",
  "Field injection",
  "Field injections",
  "Form fields",
  "Generated Task Forms",
  "History cleanup",
  "In mapping propagation",
  "In mappings",
  "Initiator",
  "Inline script",
  "Java class",
  "Job execution",
  "Listener ID",
  "Map decision result",
  "Map entries",
  "Message variable",
  "Number of days before this resource is being cleaned up. If specified, takes precedence over the engine configuration.",
  "Out mapping propagation",
  "Out mappings",
  "Retry time cycle",
  "Script type",
  "Source expression",
  "Start initiator",
  "Startable",
  "String or expression",
  "Tasklist",
  "Tenant ID",
  "The due date as an EL expression (e.g. ${someDate}) or an ISO date (e.g. 2015-06-26T09:54:00).",
  "The follow up date as an EL expression (e.g. ${someDate}) or an ",
  "Time to live",
  "Values",
  "collectEntries (List<Object>)",
  "resultList (List<Map<String, Object>>)",
  "singleEntry (TypedValue)",
  "singleResult (Map<String, Object>)",
]);
/** Help bubbles that lead to another product's site: we do not assemble them. */
const HELP_BUBBLES = new Set([
  "). ",
  "Ad-hoc subprocess documentation",
  "Add input mappings to control what is passed to the activity as local variables. ",
  "Add output mappings to control which variables are merged back into the process scope. ",
  "Business rule task documentation",
  "Call activity documentation",
  "Conditions documentation",
  "Configure the message that the task waits for. ",
  "Configure the message that this event waits for. ",
  "Configure the message that will start this process instance. ",
  "Configure the message that will trigger this boundary event. ",
  "Define a boolean condition expression that defines when this flow is taken. ",
  "Define a collection of elements which will be activated when the ad-hoc subprocess is reached. ",
  "Define an error code (e.g. ",
  "Define an input collection expression that defines the collection to iterate over (e.g. ",
  "Define the ID of the process to call (e.g. ",
  "Define the completion behavior of an ad-hoc subprocess. If no completion condition is set, it will be completed after all active elements have been completed. ",
  "Define the decision to evaluate and how to map back the evaluation result. ",
  "Define who the task is assigned to. One or all of the following attributes can be specified simultaneously. ",
  "Documentation: Variable events",
  "Error event documentation",
  "Evaluate a business rule, for example a DMN decision. To add a custom implementation, use a job worker. ",
  "Execute this task for each element of a given collection. ",
  "Identifier computed from the process context that is used to correlate an incoming message (e.g. ",
  "Implement a script task using an inline FEEL expression. To add a custom implementation, use a job worker. ",
  "Implement a user task managed by Camunda. To add a custom implementation, use a job worker. ",
  "Input mappings documentation",
  "Learn how to define conditions.",
  "Link a form created with the Camunda Forms editor. To associate a custom form, application, or URL to the user task, specify an external reference. ",
  "Link or embed a form created with the Camunda Forms editor. To associate a custom form, application, or URL to the user task, specify a form key. ",
  "Message boundary event documentation",
  "Message catch event documentation",
  "Message start event documentation",
  "Message throw event documentation",
  "Output mappings documentation",
  "Receive task message documentation",
  "Script task documentation",
  "Send task documentation",
  "Service task documentation",
  "Specifies the priority of a user task. Must be an integer between 0 and 100. If no value is provided, the default value is 50. ",
  "Specify which job workers handle the event work. ",
  "Specify which job workers handle the task work to evaluate business rules. ",
  "Specify which job workers handle the task work to execute a script. ",
  "Specify which job workers handle the task work to execute a service (e.g. ",
  "Specify which job workers handle the task work to send a message (e.g. ",
  "Subscription correlation key documentation",
  "Timer documentation",
  "To collect the output define the output collection and the output element expressions. ",
  "User task documentation",
  "User task form documentation",
  "User task priority documentation",
]);
/** Only a connection to that service shows these. */
const CLOUD_SERVICE = new Set([
  "Incompatible configuration type",
  "No cluster connected",
  "No compatible configurations are available in the connected cluster",
  "Not found on cluster",
]);
