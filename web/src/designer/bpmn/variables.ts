/** Names for the expression editor: what the server knows at this point of the process, and what the diagram itself says. */
import { getVariablesForElement } from "@bpmn-io/extract-process-variables/zeebe";
import type { Known } from "../data.ts";
import { diagram } from "../textsDiagram.ts";
import type { ModdleElement } from "./parts.ts";

interface Variable {
  readonly name: string;
  readonly info?: string;
  readonly detail?: string;
  readonly origin?: readonly { id: string; name?: string }[];
}

/**
 * The module that answers the panel's question for names at an element. `asked` keeps the server's answers until the
 * diagram changes: what is written before an element may then be something else.
 */
export function variablesFrom(
  ask: (element: string) => Promise<readonly Known[]>,
  asked: Map<string, Promise<readonly Known[]>>,
): object {
  class VariableResolver {
    async getVariablesForElement(element: ModdleElement): Promise<readonly Variable[]> {
      const known = asked.get(element.id) ?? ask(element.id).catch((): readonly Known[] => []);
      asked.set(element.id, known);
      const [said, drawn] = await Promise.all([known, getVariablesForElement(element) as Promise<readonly Variable[]>]);
      const names = new Map<string, Variable>(drawn.map((each) => [each.name, each]));
      for (const { name, type, writtenBy } of said) {
        names.set(name, {
          name,
          detail: type,
          info: writtenBy.length ? diagram.value.panel.writtenBy(writtenBy.join(", ")) : undefined,
        });
      }
      return [...names.values()];
    }
  }
  return { __init__: ["variableResolver"], variableResolver: ["type", VariableResolver] };
}
