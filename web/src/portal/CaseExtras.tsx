/** What an applicant can do in a case beside looking: book, write, retrieve decisions, ask the employer, take data along. */
import { lazy, Suspense } from "preact/compat";
import { CaseData } from "./CaseData.tsx";
import { CaseDelivery } from "./CaseDelivery.tsx";
import { CaseEmployer } from "./CaseEmployer.tsx";
import { CaseMessages } from "./CaseMessages.tsx";
import { t, words } from "./words.ts";

const Booking = lazy(() => import("../appointments/Booking.tsx").then((module) => module.Booking));

export interface CaseProps {
  readonly csrf: string;
  /** This window's session, as links name it. */
  readonly window: string;
  /** The session is over: the page asks for the code again. */
  readonly onLost: () => Promise<void>;
}

export function CaseExtras(props: CaseProps) {
  if (!words.ready.value) return null;
  return (
    <>
      <section class="st-section" aria-labelledby="termine">
        <h2 id="termine">{t("case.appointments")}</h2>
        <Suspense fallback={<p aria-busy="true">{t("loading")}</p>}>
          <Booking csrf={props.csrf} onChange={() => void props.onLost()} />
        </Suspense>
      </section>
      <CaseMessages {...props} />
      <CaseDelivery {...props} />
      <CaseEmployer {...props} />
      <CaseData window={props.window} />
    </>
  );
}
