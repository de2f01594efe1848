/** The open file of a draft in the editor of its kind. */
import { lazy } from "preact-iso";
import { BpmnPane } from "./BpmnPane.tsx";
import type { BpmnEditor, ListedElement } from "./bpmn/modeler.ts";
import { CodePane } from "./CodePane.tsx";
import { DmnPane } from "./DmnPane.tsx";
import { FormPane } from "./FormPane.tsx";
import { SaveState } from "./SaveState.tsx";
import type { useChoices } from "./useChoices.ts";
import { useFile } from "./useFile.ts";

const ParametersPane = lazy(() => import("./ParametersPane.tsx"));

interface OpenFileProps {
  readonly id: string;
  readonly path: string;
  readonly choices: ReturnType<typeof useChoices>;
  readonly onEditor: (editor: BpmnEditor | null) => void;
  readonly onElements: (elements: readonly ListedElement[]) => void;
  readonly onSelect: (ids: readonly string[]) => void;
  readonly onModel: (editor: BpmnEditor) => void;
  readonly wanted: string | null;
  readonly onSaved: () => void;
}

export function OpenFile({ id, path, choices, wanted, onSaved, ...more }: OpenFileProps) {
  const file = useFile(id, path, onSaved);
  return (
    <div class="akz-stack">
      <div class="wks-file-head">
        <h2 class="akz-h2">{path}</h2>
        <SaveState file={file} />
      </div>
      {path.endsWith(".bpmn") ? (
        choices && <BpmnPane draft={id} path={path} file={file} choices={choices} {...more} />
      ) : path.endsWith(".dmn") ? (
        <DmnPane path={path} file={file} wanted={wanted} />
      ) : path.endsWith(".form") ? (
        <FormPane path={path} file={file} />
      ) : path === "parameters.yaml" ? (
        <ParametersPane path={path} file={file} />
      ) : (
        <CodePane path={path} file={file} />
      )}
    </div>
  );
}
