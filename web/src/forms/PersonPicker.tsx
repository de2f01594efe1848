/** A colleague by name, from those who may work at the site; absent ones say so. */
import { useState } from "preact/hooks";
import { findUsers, type User } from "../api/tasks.ts";
import { useLoad } from "../api/use.ts";
import { shell } from "../shell/texts.ts";
import { Field, ProblemAlert } from "../ui/index.ts";
import { Combobox } from "./fields/Combobox.tsx";
import { taskTexts } from "./taskTexts.ts";

export interface PersonPickerProps {
  readonly site: string;
  readonly chosen: User | null;
  readonly onChoose: (user: User | null) => void;
  readonly error?: string;
  readonly label?: string;
}

export function PersonPicker({ site, chosen, onChoose, error, label: title }: PersonPickerProps) {
  const { data, problem } = useLoad(`users/${site}`, (signal) => findUsers("", site, signal));
  const [, redraw] = useState(0);
  const text = taskTexts.value;
  const label = (user: User): string =>
    `${user.name} – ${user.groups.map(shell.value.role).join(", ")}${user.absent ? ` (${text.absent})` : ""}`;
  const choices = (data?.items ?? []).map((user) => ({ key: user.person, label: label(user), value: user }));
  return (
    <>
      <ProblemAlert problem={problem} />
      <Field label={title ?? text.assignTo} required error={error}>
        {(wired) => (
          <Combobox
            wired={wired}
            choices={choices}
            shown={chosen ? label(chosen) : ""}
            error={Boolean(error)}
            readonly={false}
            disabled={false}
            onChoose={(choice) => {
              onChoose((choice?.value as User | undefined) ?? null);
              redraw((count) => count + 1);
            }}
            onBlur={() => undefined}
            onFocus={() => undefined}
          />
        )}
      </Field>
    </>
  );
}
