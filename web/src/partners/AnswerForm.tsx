/** The answer to a request: an opinion, a decision, or the fields of a consultation. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { pick } from "../i18n/index.ts";
import { Button, Checkbox, DateInput, ProblemAlert, Select, TextArea, TextInput, useSending } from "../ui/index.ts";
import { answer, type InboxRequest } from "./data.ts";
import { HandIn } from "./Handed.tsx";
import { texts } from "./texts.ts";

const OPINION = ["ABGEGEBEN", "NACHFORDERUNG", "UNZUSTAENDIG"];
const DECISION = ["ZUGESTIMMT", "ZUGESTIMMT_MIT_BESCHRAENKUNG", "VERSAGT", "ZUSTIMMUNGSFREI", "NACHFORDERUNG"];

type Values = Readonly<Record<string, string>>;

/** Which of the fields that are shown are empty and needed. */
function lacking(row: InboxRequest, values: Values): string[] {
  if (row.form === "consultation") {
    if (values.foreign) return values.text?.trim() ? [] : ["text"];
    return row.expected.filter((one) => !one.optional && !values[one.name]?.trim()).map((one) => one.name);
  }
  const needed: Record<string, string[]> = {
    ABGEGEBEN: ["overall", "text"],
    NACHFORDERUNG: ["missing"],
    VERSAGT: ["refusal", "text"],
  };
  const limits = Object.keys(texts.value.request.restrictions);
  if (values.state === "ZUGESTIMMT_MIT_BESCHRAENKUNG" && !limits.some((name) => values[name]?.trim()))
    return ["employer"];
  return ["state", ...(needed[values.state ?? ""] ?? [])].filter((name) => !values[name]?.trim());
}

function lines(value: string | undefined): string[] {
  return (value ?? "")
    .split("\n")
    .map((one) => one.trim())
    .filter(Boolean);
}

function body(row: InboxRequest, values: Values): unknown {
  const named = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.filter((name) => values[name]?.trim()).map((name) => [name, values[name]?.trim() ?? ""]));
  if (row.form === "consultation") {
    if (values.foreign) return { state: "UNZUSTAENDIG", fields: {}, text: values.text ?? "" };
    return { fields: named(row.expected.map((one) => one.name)), text: values.text ?? "" };
  }
  const text = texts.value.request;
  return {
    state: values.state,
    text: values.text ?? "",
    ratings: values.state === "ABGEGEBEN" ? named(["overall", ...Object.keys(text.criteria)]) : {},
    conditions: values.state === "ABGEGEBEN" ? lines(values.conditions) : [],
    missingItems: values.state === "NACHFORDERUNG" ? lines(values.missing) : [],
    forwardTo: values.state === "UNZUSTAENDIG" && values.forward ? values.forward : null,
    refusalCode: values.state === "VERSAGT" ? values.refusal : null,
    restriction: values.state === "ZUGESTIMMT_MIT_BESCHRAENKUNG" ? named(Object.keys(text.restrictions)) : {},
  };
}

interface AnswerFormProps {
  readonly row: InboxRequest;
  readonly onDone: (changed: InboxRequest) => void;
}

export function AnswerForm({ row, onDone }: AnswerFormProps) {
  const text = texts.value.request;
  const [values, setValues] = useState<Values>({});
  const [tries, setTries] = useState(0);
  const { busy, problem, send } = useSending();
  const key = useMemo(intention, [row.version]);
  const missing = lacking(row, values);
  const set = (name: string) => (value: string) => setValues((before) => ({ ...before, [name]: value }));
  const error = (name: string): string | undefined => (tries && missing.includes(name) ? text.needed : undefined);
  const form = useRef<HTMLFormElement>(null);
  // Whoever hears the page rather than seeing it is led to what is missing.
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [tries]);
  const give = async (): Promise<void> => {
    setTries((before) => before + 1);
    if (missing.length === 0) onDone(await answer(row, body(row, values), key));
  };
  const field = { values, set, error };
  return (
    <form
      ref={form}
      class="akz-stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send(give);
      }}
    >
      <h2 class="akz-h2">{text.answered}</h2>
      <ProblemAlert problem={problem} />
      {row.form === "consultation" ? (
        <Consultation row={row} {...field} />
      ) : (
        <>
          <Select
            label={text.outcome}
            required
            value={values.state ?? ""}
            error={error("state")}
            options={[
              { value: "", label: text.choose },
              ...(row.form === "opinion" ? OPINION : DECISION).map((one) => ({
                value: one,
                label: text.outcomes[one] ?? one,
              })),
            ]}
            onValue={(state) => {
              setTries(0); // another outcome asks for other fields, of which none has been left out yet
              set("state")(state);
            }}
          />
          <Outcome row={row} {...field} />
        </>
      )}
      <HandIn row={row} />
      <p>
        <Button type="submit" variant="primary" busy={busy}>
          {text.send}
        </Button>
      </p>
    </form>
  );
}

interface FieldsProps {
  readonly row: InboxRequest;
  readonly values: Values;
  readonly set: (name: string) => (value: string) => void;
  readonly error: (name: string) => string | undefined;
}

function Consultation({ row, values, set, error }: FieldsProps) {
  const text = texts.value.request;
  return (
    <>
      <Checkbox
        label={text.foreign}
        checked={Boolean(values.foreign)}
        onValue={(on) => set("foreign")(on ? "yes" : "")}
      />
      {(values.foreign ? [] : row.expected).map((one) => {
        const shared = { label: pick(one.label), required: !one.optional, error: error(one.name) };
        const value = values[one.name] ?? "";
        if (one.kind === "choice") {
          const options = [
            { value: "", label: text.choose },
            ...one.values.map((each) => ({ value: each, label: text.values[each] ?? each })),
          ];
          return <Select key={one.name} {...shared} value={value} options={options} onValue={set(one.name)} />;
        }
        if (one.kind === "date") return <DateInput key={one.name} {...shared} value={value} onValue={set(one.name)} />;
        return <TextInput key={one.name} {...shared} value={value} onValue={set(one.name)} />;
      })}
      <TextArea
        label={values.foreign ? text.whyForeign : text.note}
        required={Boolean(values.foreign)}
        rows={3}
        value={values.text ?? ""}
        error={error("text")}
        onValue={set("text")}
      />
    </>
  );
}

function Outcome({ row, values, set, error }: FieldsProps) {
  const text = texts.value.request;
  const ratings = Object.entries(text.ratings).map(([value, label]) => ({ value, label }));
  const reasons = (required: boolean) => (
    <TextArea
      label={text.reasons}
      required={required}
      rows={6}
      value={values.text ?? ""}
      error={error("text")}
      onValue={set("text")}
    />
  );
  switch (values.state) {
    case "ABGEGEBEN":
      return (
        <>
          <Select
            label={text.overall}
            required
            value={values.overall ?? ""}
            error={error("overall")}
            options={ratings}
            onValue={set("overall")}
          />
          <div class="prt-ratings">
            {Object.entries(text.criteria).map(([name, label]) => (
              <Select key={name} label={label} value={values[name] ?? ""} options={ratings} onValue={set(name)} />
            ))}
          </div>
          {reasons(true)}
          <TextArea label={text.conditions} rows={2} value={values.conditions ?? ""} onValue={set("conditions")} />
        </>
      );
    case "NACHFORDERUNG":
      return (
        <TextArea
          label={text.missing}
          required
          rows={4}
          value={values.missing ?? ""}
          error={error("missing")}
          onValue={set("missing")}
        />
      );
    case "UNZUSTAENDIG":
      return (
        <Select
          label={text.forward}
          value={values.forward ?? ""}
          options={[
            { value: "", label: text.unknown },
            ...row.forwardTo.map((one) => ({ value: one, label: one.replaceAll("_", " ") })),
          ]}
          onValue={set("forward")}
        />
      );
    case "ZUGESTIMMT_MIT_BESCHRAENKUNG":
      return (
        <fieldset class="kern-fieldset akz-stack">
          <legend class="kern-label">{text.restriction}</legend>
          {Object.entries(text.restrictions).map(([name, label]) => {
            const shared = { label, value: values[name] ?? "", onValue: set(name) };
            if (name === "validTo") return <DateInput key={name} {...shared} />;
            return <TextInput key={name} {...shared} error={error(name) && text.restrictionNeeded} />;
          })}
        </fieldset>
      );
    case "VERSAGT":
      return (
        <>
          <TextInput
            label={text.refusal}
            required
            value={values.refusal ?? ""}
            error={error("refusal")}
            onValue={set("refusal")}
          />
          {reasons(true)}
        </>
      );
    default:
      return values.state ? reasons(false) : null;
  }
}
