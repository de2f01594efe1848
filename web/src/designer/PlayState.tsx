/** What a play waits for and what has happened: timers, requests, messages, the way, variables, the log. */
import { useState } from "preact/hooks";
import { dateTime } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import { Alert, Button, DateText, Select, TextArea } from "../ui/index.ts";
import { tried } from "./textsTried.ts";
import type { Play, Step } from "./tried.ts";

export interface PlayStateProps {
  readonly play: Play;
  readonly busy: boolean;
  readonly onGo: (element: string) => void;
  readonly onStep: (step: Step) => void;
}

export function PlayState({ play, busy, onGo, onStep }: PlayStateProps) {
  const text = tried.value.play;
  const called = (element: string): string => nameOf(play, element);
  return (
    <>
      {play.incidents.length > 0 && (
        <Alert tone="warning" title={text.incidents} live>
          <ul class="akz-error-list">
            {play.incidents.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </Alert>
      )}
      {(play.timers.length > 0 || play.jobs.length > 0) && (
        <section class="akz-stack" aria-labelledby="wks-waits">
          <h3 class="akz-h3" id="wks-waits">
            {text.waits}
          </h3>
          <ul class="wks-elements">
            {play.timers.map(({ elementId, due }) => (
              <li key={`${elementId} ${due}`}>
                <button type="button" class="akz-link" onClick={() => onGo(elementId)}>
                  {called(elementId)}
                </button>
                : {dateTime(due)}
              </li>
            ))}
            {play.jobs.map(({ elementId, type, state, runAt }) => (
              <li key={`${elementId} ${type} ${runAt}`}>
                <button type="button" class="akz-link" onClick={() => onGo(elementId)}>
                  {called(elementId)}
                </button>
                : <code>{type}</code> ({state}, <DateText value={runAt} time />)
              </li>
            ))}
          </ul>
        </section>
      )}
      {play.messagesAwaited.length > 0 && <Messages play={play} busy={busy} onStep={onStep} />}
      {play.jobs.length > 0 && <Disturb play={play} busy={busy} onStep={onStep} />}
      <details>
        <summary class="akz-strong">{text.path}</summary>
        <ol class="wks-way">
          {play.path.map(({ elementId, at, outcome }, index) => (
            <li key={`${elementId} ${index}`}>
              <button type="button" class="akz-link" onClick={() => onGo(elementId)}>
                {called(elementId)}
              </button>{" "}
              <span class="akz-small akz-muted">
                {dateTime(at)} {outcome}
              </span>
            </li>
          ))}
        </ol>
      </details>
      <details>
        <summary class="akz-strong">{text.variables}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
        <pre class="wks-json" tabIndex={0}>
          {JSON.stringify(play.variables, null, 2)}
        </pre>
      </details>
      <details>
        <summary class="akz-strong">{text.log}</summary>
        <ol class="wks-way">
          {play.log.map((line, index) => (
            <li key={`${line} ${index}`}>{line}</li>
          ))}
        </ol>
      </details>
    </>
  );
}

/** What an element is called on this page; its id when it has no name. */
function nameOf({ names }: Play, element: string): string {
  const name = names[element];
  return name ? pick(name) : element;
}

interface ActProps {
  readonly play: Play;
  readonly busy: boolean;
  readonly onStep: (step: Step) => void;
}

/** The object in a text; null for a text that is none. */
function object(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text || "{}");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function Messages({ play, busy, onStep }: ActProps) {
  const text = tried.value.play;
  const [chosen, setChosen] = useState("0");
  const [typed, setTyped] = useState("{}");
  const awaited = play.messagesAwaited[Number(chosen)] ?? play.messagesAwaited[0];
  const payload = object(typed);
  return (
    <section class="wks-row" aria-label={text.messages}>
      <Select
        label={text.messages}
        value={chosen}
        onValue={setChosen}
        options={play.messagesAwaited.map(({ name, elementId }, index) => ({
          value: String(index),
          label: `${name} (${nameOf(play, elementId)})`,
        }))}
      />
      <TextArea
        label={text.payload}
        rows={2}
        spellcheck={false}
        value={typed}
        error={payload ? undefined : text.payloadWrong}
        onValue={setTyped}
      />
      <Button
        small
        disabled={busy || !payload || !awaited}
        onClick={() => {
          if (payload && awaited) onStep({ receives: { message: awaited.name, key: awaited.key, payload } });
        }}
      >
        {text.receive}
      </Button>
    </section>
  );
}

function Disturb({ play, busy, onStep }: ActProps) {
  const text = tried.value.play;
  const names = [...new Set(play.jobs.map(({ type }) => type.split(".")[0] ?? type))];
  const [name, setName] = useState("");
  const [chosen, setFault] = useState("500");
  const agency = names.includes(name) ? name : (names[0] ?? "");
  // A mail server fails in its own ways.
  const faults = Object.entries(agency === "mail" ? text.mailFaults : text.faults);
  const fault = faults.some(([key]) => key === chosen) ? chosen : (faults[0]?.[0] ?? "");
  return (
    <section class="wks-row" aria-label={text.agency}>
      <Select
        label={text.agencyName}
        value={agency}
        onValue={setName}
        options={names.map((each) => ({ value: each, label: each }))}
      />
      <Select
        label={text.fault}
        value={fault}
        onValue={setFault}
        options={faults.map(([value, label]) => ({ value, label }))}
      />
      <Button small disabled={busy || !agency} onClick={() => onStep({ agency: { name: agency, fault } })}>
        {text.disturb}
      </Button>
    </section>
  );
}
