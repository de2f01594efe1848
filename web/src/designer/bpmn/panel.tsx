/** Our group in the properties panel: labels per language, four eyes, periods of the clock, applicant text, stage. */
import { isSelectEntryEdited, isTextFieldEntryEdited, SelectEntry, TextFieldEntry } from "@bpmn-io/properties-panel";
import { useService } from "bpmn-js-properties-panel";
import { diagram } from "../textsDiagram.ts";
import { find, property, put, putProperty } from "./extensions.ts";
import type { BpmnFactory, DiagramElement, ModdleElement, Modeling, Registry } from "./parts.ts";

/** What the group offers for choice; the draft's other files say it. */
export interface Choices {
  /** Languages that texts stand in. */
  languages: readonly string[];
  /** Keys of the applicants' texts. */
  textKeys: readonly string[];
  /** Keys of the stages. */
  stages: readonly string[];
  /** Statutory periods: how timers are called that are about them (T04), and what the law says. */
  periods: readonly { readonly key: string; readonly label: string }[];
}

interface EntryProps {
  readonly element: DiagramElement;
  readonly id: string;
}

interface Line {
  readonly type: string;
  readonly having: Readonly<Record<string, string>>;
  readonly property: string;
  readonly label: () => string;
  readonly description?: () => string;
  readonly options?: () => readonly string[];
}

/** One line of the group as a component of the panel. */
function entryOf(line: Line) {
  return function Entry({ element, id }: EntryProps) {
    const modeling = useService<Modeling>("modeling");
    const bpmnFactory = useService<BpmnFactory>("bpmnFactory");
    const debounce = useService<(run: () => void) => () => void>("debounceInput");
    const getValue = (): string | undefined =>
      find(element, line.type, line.having)?.get(line.property) as string | undefined;
    const props = {
      element,
      id,
      label: line.label(),
      description: line.description?.(),
      getValue,
      setValue: (value: string | undefined): void =>
        put({ modeling, bpmnFactory }, element, line.type, line.having, line.property, value),
    };
    const { options } = line;
    if (!options) return <TextFieldEntry {...props} debounce={debounce} />;
    const getOptions = (): { value: string; label: string }[] => {
      const now = getValue();
      // A key that is not (yet) in the texts must not be lost by opening the panel.
      const keys = [...new Set([...options(), ...(now ? [now] : [])])];
      return [{ value: "", label: diagram.value.panel.none }, ...keys.map((key) => ({ value: key, label: key }))];
    };
    return <SelectEntry {...props} getOptions={getOptions} />;
  };
}

/** The tasks from whose person the element is kept apart. */
function separated(element: DiagramElement): string[] {
  const from = find(element, "akzess:Separation", {})?.get("from") as string | undefined;
  return (from ?? "").split(/\s+/).filter(Boolean);
}

/** One of these tasks, chosen from the diagram's tasks for persons; the line after the last one adds another. */
function separationOf(index: number) {
  return function Separation({ element, id }: EntryProps) {
    const modeling = useService<Modeling>("modeling");
    const bpmnFactory = useService<BpmnFactory>("bpmnFactory");
    const registry = useService<Registry>("elementRegistry");
    const chosen = separated(element);
    const getOptions = (): { value: string; label: string }[] => {
      const others = chosen.filter((_, at) => at !== index);
      const tasks = registry
        .filter((each) => each.type === "bpmn:UserTask" && each.id !== element.id && !others.includes(each.id))
        .map((each) => ({ value: each.id, label: [each.businessObject.name, each.id].filter(Boolean).join(" · ") }))
        .sort((a, b) => a.label.localeCompare(b.label, "de"));
      const now = chosen[index];
      // A task of another diagram must not be lost by opening the panel.
      const elsewhere = now && tasks.every(({ value }) => value !== now) ? [{ value: now, label: now }] : [];
      return [{ value: "", label: diagram.value.panel.none }, ...tasks, ...elsewhere];
    };
    const setValue = (value: string | undefined): void => {
      const next = [...chosen];
      next.splice(index, 1, ...(value ? [value] : []));
      put({ modeling, bpmnFactory }, element, "akzess:Separation", {}, "from", next.join(" ") || undefined);
    };
    return (
      <SelectEntry
        element={element}
        id={id}
        label={index === 0 ? diagram.value.panel.separation : diagram.value.panel.separationToo}
        description={index === 0 ? diagram.value.panel.separationHint : undefined}
        getValue={() => chosen[index] ?? ""}
        setValue={setValue}
        getOptions={getOptions}
      />
    );
  };
}

const FOLLOWS: Line = {
  type: "akzess:Follows",
  having: {},
  property: "variable",
  label: () => diagram.value.panel.follows,
  description: () => diagram.value.panel.followsHint,
};

function applicantText(choices: Choices): Line {
  return {
    type: "akzess:ApplicantText",
    having: {},
    property: "key",
    label: () => diagram.value.panel.applicantText,
    description: () => diagram.value.panel.applicantTextHint,
    options: () => choices.textKeys,
  };
}

function stage(choices: Choices): Line {
  return {
    type: "akzess:Stage",
    having: {},
    property: "key",
    label: () => diagram.value.panel.stage,
    description: () => diagram.value.panel.stageHint,
    options: () => choices.stages,
  };
}

function timer(element: DiagramElement): boolean {
  const definitions = element.businessObject.get("eventDefinitions") as readonly ModdleElement[] | undefined;
  return definitions?.some((each) => each.$type === "bpmn:TimerEventDefinition") ?? false;
}

/** The law's period that a timer is about; the check then knows how short it may not be. */
function periodOf(periods: Choices["periods"]) {
  return function Period({ element, id }: EntryProps) {
    const modeling = useService<Modeling>("modeling");
    const bpmnFactory = useService<BpmnFactory>("bpmnFactory");
    const getValue = (): string => property(element, "period") ?? "";
    const getOptions = (): { value: string; label: string }[] => {
      const now = getValue();
      const unknown = now && periods.every(({ key }) => key !== now) ? [{ value: now, label: now }] : [];
      const known = periods.map(({ key, label }) => ({ value: key, label: `${key}: ${label}` }));
      return [{ value: "", label: diagram.value.panel.none }, ...known, ...unknown];
    };
    return (
      <SelectEntry
        element={element}
        id={id}
        label={diagram.value.panel.period}
        description={diagram.value.panel.periodHint}
        getValue={getValue}
        setValue={(value: string | undefined) => putProperty({ modeling, bpmnFactory }, element, "period", value)}
        getOptions={getOptions}
      />
    );
  };
}

interface Entry {
  readonly id: string;
  readonly component: unknown;
  readonly isEdited: (node: unknown) => boolean;
}

/** Components are made once per line: a new one for every drawing would lose the focus while somebody types. */
const made = new Map<string, unknown>();

function entry(id: string, line: Line): Entry {
  if (!made.has(id)) made.set(id, entryOf(line));
  return { id, component: made.get(id), isEdited: line.options ? isSelectEntryEdited : isTextFieldEntryEdited };
}

function period(choices: Choices): Entry {
  const id = "akzess-period";
  if (!made.has(id)) made.set(id, periodOf(choices.periods));
  return { id, component: made.get(id), isEdited: isSelectEntryEdited };
}

function separation(index: number): Entry {
  const id = `akzess-separation-${index}`;
  if (!made.has(id)) made.set(id, separationOf(index));
  return { id, component: made.get(id), isEdited: isSelectEntryEdited };
}

function entries(element: DiagramElement, choices: Choices): Entry[] {
  const { type } = element;
  const lines: Entry[] = choices.languages.map((lang) =>
    entry(`akzess-label-${lang}`, {
      type: "akzess:Label",
      having: { lang },
      property: "text",
      label: () => diagram.value.panel.label(lang),
    }),
  );
  if (type === "bpmn:UserTask") lines.push(...[...separated(element), ""].map((_, index) => separation(index)));
  if (/Event$/.test(type) && timer(element)) {
    lines.push(period(choices), entry("akzess-follows", FOLLOWS));
  }
  if (/Task$|SubProcess$|CallActivity$|Event$/.test(type)) {
    lines.push(entry("akzess-applicant", applicantText(choices)), entry("akzess-stage", stage(choices)));
  }
  return lines;
}

const NAMED =
  /^bpmn:(.*Task|.*Event|.*Gateway|SubProcess|AdHocSubProcess|CallActivity|SequenceFlow|Process|Participant|Lane)$/;

interface Panel {
  registerProvider(priority: number, provider: object): void;
}

/** The module that adds the group; the choices are those of the draft. */
export function akzessPanel(choices: Choices): object {
  made.clear();
  class Provider {
    static readonly $inject = ["propertiesPanel"];

    constructor(panel: Panel) {
      // After the provider of element templates (300), which leaves only the groups that it knows.
      panel.registerProvider(200, this);
    }

    getGroups(element: DiagramElement) {
      return (groups: { id: string }[]): { id: string }[] => {
        if (Array.isArray(element) || !NAMED.test(element.type)) return groups;
        const own = { id: "akzess", label: diagram.value.panel.title, entries: entries(element, choices) };
        const after = groups.findIndex(({ id }) => id === "general") + 1;
        return [...groups.slice(0, after), own, ...groups.slice(after)];
      };
    }
  }
  return { __init__: ["akzessPanel"], akzessPanel: ["type", Provider] };
}
