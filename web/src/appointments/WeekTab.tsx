/** The week in figures: how much of the opening time is booked or blocked, with the way to each day. */
import { useLoad } from "../api/use.ts";
import { day as dayOf, longDate } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import { Button, Loading, ProblemAlert, Table } from "../ui/index.ts";
import { type WeekDay, week } from "./data.ts";
import { shifted } from "./parts.tsx";
import { texts } from "./texts.ts";

interface Props {
  readonly site: string;
  readonly on: string;
  readonly onWeek: (day: string) => void;
  readonly onDay: (day: string) => void;
}

export function WeekTab({ site, on, onWeek, onDay }: Props) {
  const text = texts.value;
  const found = useLoad(`week ${site} ${on}`, (signal) => week(site, on, signal));
  const load = (row: WeekDay): string => {
    const there = row.openMinutes - row.blockedMinutes;
    return there > 0 ? `${Math.round((100 * row.bookedMinutes) / there)} %` : "–";
  };
  return (
    <div class="akz-stack">
      <div class="apt-bar akz-no-print">
        <Button small variant="tertiary" onClick={() => onWeek(shifted(on, -7))}>
          {text.weekBefore}
        </Button>
        <Button small variant="tertiary" onClick={() => onWeek(dayOf(new Date()))}>
          {text.today}
        </Button>
        <Button small variant="tertiary" onClick={() => onWeek(shifted(on, 7))}>
          {text.weekAfter}
        </Button>
      </div>
      <ProblemAlert problem={found.problem} retry={found.reload} />
      {!found.data ? (
        <Loading />
      ) : (
        <Table
          caption={text.week.caption}
          rows={found.data.days}
          rowKey={(row) => row.day}
          columns={[
            {
              key: "day",
              title: text.day,
              heading: true,
              cell: (row) => (
                <>
                  <button type="button" class="akz-link" onClick={() => onDay(row.day)}>
                    {longDate(row.day)}
                  </button>{" "}
                  {row.holiday && (
                    <span class="akz-small akz-muted">{pick({ de: row.holiday, en: row.holidayEn })}</span>
                  )}
                </>
              ),
            },
            { key: "open", title: text.week.open, numeric: true, cell: (row) => text.week.hours(row.openMinutes) },
            {
              key: "booked",
              title: text.week.booked,
              numeric: true,
              cell: (row) => text.week.hours(row.bookedMinutes),
            },
            {
              key: "blocked",
              title: text.week.blocked,
              numeric: true,
              cell: (row) => text.week.hours(row.blockedMinutes),
            },
            { key: "load", title: text.week.load, numeric: true, cell: load },
            { key: "count", title: text.week.appointments, numeric: true, cell: (row) => row.appointments },
            { key: "missed", title: text.week.noShow, numeric: true, cell: (row) => row.noShow },
          ]}
        />
      )}
    </div>
  );
}
