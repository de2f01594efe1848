/**
 * The rules of bpmnlint that need no server, run on the open model while it is drawn; what they say is said in our words.
 *
 * Joins are not among them: whether flows that meet make a step run twice is known by the server, which looks at every
 * state that the diagram can be in.
 */
import Linter from "bpmnlint/lib/linter";
import StaticResolver from "bpmnlint/lib/resolver/static-resolver";
import conditionalFlows from "bpmnlint/rules/conditional-flows";
import endEventRequired from "bpmnlint/rules/end-event-required";
import eventBasedGateway from "bpmnlint/rules/event-based-gateway";
import labelRequired from "bpmnlint/rules/label-required";
import noComplexGateway from "bpmnlint/rules/no-complex-gateway";
import noDisconnected from "bpmnlint/rules/no-disconnected";
import noDuplicates from "bpmnlint/rules/no-duplicate-sequence-flows";
import noImplicitEnd from "bpmnlint/rules/no-implicit-end";
import noImplicitSplit from "bpmnlint/rules/no-implicit-split";
import noImplicitStart from "bpmnlint/rules/no-implicit-start";
import singleBlankStart from "bpmnlint/rules/single-blank-start-event";
import singleDefinition from "bpmnlint/rules/single-event-definition";
import startEventRequired from "bpmnlint/rules/start-event-required";
import superfluousGateway from "bpmnlint/rules/superfluous-gateway";
import type { Finding, Severity } from "../data.ts";

const RULES: Readonly<Record<string, readonly [rule: unknown, severity: Severity, de: string, en: string]>> = {
  "conditional-flows": [
    conditionalFlows,
    "error",
    "Ein Fluss aus dieser Verzweigung hat weder Bedingung noch ist er der Standardfluss. Bitte eine Bedingung angeben.",
    "A flow out of this gateway has no condition and is not the default. Please give it a condition.",
  ],
  "end-event-required": [
    endEventRequired,
    "error",
    "Dem Prozess fehlt ein Endereignis. Bitte eines ans Ende setzen.",
    "The process has no end event. Please add one.",
  ],
  "event-based-gateway": [
    eventBasedGateway,
    "error",
    "Nach einem ereignisbasierten Gateway dürfen nur wartende Ereignisse stehen.",
    "Only catching events may follow an event-based gateway.",
  ],
  "label-required": [
    labelRequired,
    "warning",
    "Der Schritt hat keinen Namen. Bitte einen Namen geben.",
    "The step has no name. Please name it.",
  ],
  "no-complex-gateway": [
    noComplexGateway,
    "error",
    "Komplexe Gateways führt die Engine nicht aus. Bitte ein anderes Gateway wählen.",
    "The engine does not run complex gateways. Please choose another kind.",
  ],
  "no-disconnected": [
    noDisconnected,
    "error",
    "Das Element ist mit nichts verbunden. Bitte verbinden oder löschen.",
    "The element is connected to nothing. Please connect or delete it.",
  ],
  "no-duplicate-sequence-flows": [
    noDuplicates,
    "warning",
    "Zwischen den beiden Elementen gibt es den gleichen Fluss zweimal. Bitte einen löschen.",
    "The same flow exists twice between these elements. Please delete one.",
  ],
  "no-implicit-end": [
    noImplicitEnd,
    "error",
    "Hier endet der Weg ohne Endereignis. Bitte weiterführen oder ein Endereignis setzen.",
    "The path stops here without an end event. Please go on or add one.",
  ],
  "no-implicit-split": [
    noImplicitSplit,
    "warning",
    "Hier verzweigt sich der Weg ohne Gateway. Bitte ein Gateway setzen.",
    "The path splits here without a gateway. Please add one.",
  ],
  "no-implicit-start": [
    noImplicitStart,
    "error",
    "Zu diesem Schritt führt kein Weg. Bitte verbinden oder löschen.",
    "No path leads to this step. Please connect or delete it.",
  ],
  "single-blank-start-event": [
    singleBlankStart,
    "error",
    "Es gibt mehr als ein einfaches Startereignis. Bitte nur eines behalten.",
    "There is more than one plain start event. Please keep one.",
  ],
  "single-event-definition": [
    singleDefinition,
    "error",
    "Das Ereignis hat mehrere Auslöser. Bitte nur einen behalten.",
    "The event has several triggers. Please keep one.",
  ],
  "start-event-required": [
    startEventRequired,
    "error",
    "Dem Prozess fehlt ein Startereignis.",
    "The process has no start event.",
  ],
  "superfluous-gateway": [
    superfluousGateway,
    "info",
    "Das Gateway hat nur einen Ein- und einen Ausgang und kann entfallen.",
    "The gateway has one way in and one way out and can be left out.",
  ],
};

const rules = Object.fromEntries(Object.entries(RULES).map(([name, [rule]]) => [`rule:bpmnlint/${name}`, rule]));
const config = { rules: Object.fromEntries(Object.keys(RULES).map((name) => [name, "error"])) };

/** What the rules find in a model of the file `resource`. */
export async function lint(definitions: unknown, resource: string): Promise<readonly Finding[]> {
  // A linter of its own for each run: the rule about flows that exist twice remembers what it has seen.
  const found = await new Linter({ resolver: new StaticResolver(rules), config }).lint(definitions);
  return Object.entries(found).flatMap(([name, reports]) => {
    const rule = RULES[name];
    if (!rule) return [];
    const [, severity, message, messageEn] = rule;
    return reports.map(({ id }) => ({
      resource,
      elementId: id,
      code: `bpmnlint/${name}`,
      severity,
      message,
      messageEn,
    }));
  });
}
