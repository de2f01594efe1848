/** Subscribing to the appointments: an address that is shown once and can be revoked. */
import { useState } from "preact/hooks";
import { useLoad } from "../api/use.ts";
import { day as dayOf, shortDate } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import {
  announce,
  Button,
  EmptyState,
  Loading,
  ProblemAlert,
  Select,
  Table,
  TextInput,
  useSending,
} from "../ui/index.ts";
import { day, type Feed, feeds, makeFeed, revoke } from "./data.ts";
import { texts } from "./texts.ts";

export function CalendarTab({ site }: { readonly site: string }) {
  const text = texts.value.calendar;
  const found = useLoad("feeds", feeds);
  const today = dayOf(new Date());
  const counters = useLoad(`counters ${site}`, (signal) => day(site, today, signal));
  const [counter, setCounter] = useState("");
  const [made, setMade] = useState<Feed | null>(null);
  const { busy, problem, send } = useSending();

  const does = (what: () => Promise<void>): void => void send(what).then(found.reload);

  const address = made?.address ? `${location.origin}${made.address}` : "";
  return (
    <div class="akz-stack">
      <p>{text.intro}</p>
      <ProblemAlert problem={problem ?? found.problem} retry={found.reload} />
      <div class="apt-bar">
        <Select
          label={texts.value.counter}
          value={counter}
          options={[
            { value: "", label: text.all },
            ...(counters.data?.counters ?? []).map((one) => ({ value: one.id, label: pick(one) })),
          ]}
          onValue={setCounter}
        />
        <Button variant="primary" busy={busy} onClick={() => does(async () => setMade(await makeFeed(site, counter)))}>
          {text.make}
        </Button>
      </div>
      {address && (
        <div class="apt-address">
          <TextInput label={text.address} readOnly value={address} onValue={() => undefined} />
          <Button
            onClick={() => void navigator.clipboard.writeText(address).then(() => announce(text.copied, "success"))}
          >
            {text.copy}
          </Button>
        </div>
      )}
      <h2>{text.mine}</h2>
      {!found.data ? (
        <Loading />
      ) : found.data.items.length === 0 ? (
        <EmptyState title={text.empty}>{text.emptyText}</EmptyState>
      ) : (
        <Table
          caption={text.mine}
          rows={found.data.items}
          rowKey={(row) => row.id}
          columns={[
            {
              key: "counter",
              title: texts.value.counter,
              heading: true,
              cell: (row) => `${row.site} ${row.counter || text.all}`,
            },
            { key: "since", title: text.since, cell: (row) => shortDate(row.createdAt) },
            {
              key: "acts",
              title: texts.value.acts,
              cell: (row) => (
                <Button
                  small
                  busy={busy}
                  aria-label={`${text.revoke}: ${row.site} ${row.counter || text.all}`}
                  onClick={() =>
                    does(async () => {
                      await revoke(row);
                      setMade(null);
                      announce(text.revoked, "success");
                    })
                  }
                >
                  {text.revoke}
                </Button>
              ),
            },
          ]}
        />
      )}
    </div>
  );
}
