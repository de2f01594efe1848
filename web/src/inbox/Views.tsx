/** Saved views: filters and columns under a name, for oneself or shared with the team of a site. */
import { useState } from "preact/hooks";
import { me } from "../api/session.ts";
import { createView, deleteView, listViews, type SavedView } from "../api/tasks.ts";
import { useLoad } from "../api/use.ts";
import { common } from "../i18n/common.ts";
import { SITES, shell } from "../shell/texts.ts";
import { announce } from "../ui/announce.tsx";
import { Button, Dialog, Loading, ProblemAlert, Select, TextInput, useSending } from "../ui/index.ts";
import { show, shown } from "./columns.tsx";
import type { Filters } from "./filters.ts";
import { inbox } from "./texts.ts";

export function Views({ filters }: { readonly filters: Filters }) {
  const [open, setOpen] = useState(false);
  const text = inbox.value;
  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        {text.views}
      </Button>
      {open && <ViewsDialog filters={filters} onClose={() => setOpen(false)} />}
    </>
  );
}

function ViewsDialog({ filters, onClose }: { readonly filters: Filters; readonly onClose: () => void }) {
  const text = inbox.value;
  const { data, problem, reload } = useLoad("views", listViews);
  const { busy, problem: refusal, send } = useSending();
  const take = (view: SavedView): void => {
    if (view.columns.length) show(view.columns);
    filters.apply(view.query);
    onClose();
  };
  const drop = async (view: SavedView): Promise<void> => {
    await deleteView(view.id);
    announce(text.viewDeleted(view.name));
    reload();
  };
  return (
    <Dialog title={text.views} onClose={onClose}>
      <ProblemAlert problem={refusal ?? problem} />
      {!data && !problem && <Loading />}
      {data && data.items.length === 0 && <p class="akz-muted">{text.noViews}</p>}
      {data && data.items.length > 0 && (
        <ul class="akz-views">
          {data.items.map((view) => (
            <li key={view.id}>
              <button type="button" class="akz-link" onClick={() => take(view)}>
                {view.name}
              </button>
              {view.owner === me.value?.person ? (
                <Button
                  small
                  variant="tertiary"
                  icon="delete"
                  iconOnly
                  busy={busy}
                  onClick={() => void send(() => drop(view))}
                >
                  {text.deleteView(view.name)}
                </Button>
              ) : (
                <span class="akz-muted akz-small">{text.viewOf(view.ownerName ?? view.owner)}</span>
              )}
            </li>
          ))}
        </ul>
      )}
      <SaveView filters={filters} onSaved={reload} />
    </Dialog>
  );
}

function SaveView({ filters, onSaved }: { readonly filters: Filters; readonly onSaved: () => void }) {
  const text = inbox.value;
  const who = me.value;
  const [name, setName] = useState("");
  const [team, setTeam] = useState("");
  const [asked, setAsked] = useState(false);
  const { busy, problem, send } = useSending();
  const teams = (who?.groups ?? []).flatMap((group) =>
    (who?.sites ?? []).map((site) => ({
      value: `${group}@${site}`,
      label: `${shell.value.role(group)}, ${SITES[site] ?? site}`,
    })),
  );
  const save = async (): Promise<void> => {
    setAsked(true);
    if (!name.trim()) return;
    const [group = "", site = ""] = team.split("@");
    await createView({
      name: name.trim(),
      query: filters.query,
      columns: [...shown.value],
      shared: team ? { group, site } : null,
      position: 0,
    });
    announce(text.viewSaved(name.trim()), "success");
    setName("");
    setAsked(false);
    onSaved();
  };
  return (
    <form
      class="akz-stack akz-save-view"
      onSubmit={(event) => {
        event.preventDefault();
        void send(save);
      }}
    >
      <h3 class="akz-h3">{text.saveView}</h3>
      <ProblemAlert problem={problem} />
      <TextInput
        label={text.viewName}
        required
        maxLength={80}
        value={name}
        onValue={setName}
        error={asked && !name.trim() ? text.missingName : undefined}
      />
      <Select
        label={text.shareWith}
        value={team}
        options={[{ value: "", label: text.notShared }, ...teams]}
        onValue={setTeam}
      />
      <div class="akz-actions">
        <Button type="submit" busy={busy}>
          {common.value.save}
        </Button>
      </div>
    </form>
  );
}
