/** What the next weeks will bring: for team leads and heads of office. */
import type { PageRoute } from "../routes.ts";
import { texts } from "./texts.ts";

export const routes: readonly PageRoute[] = [
  {
    path: "/forecast",
    page: () => import("./ForecastPage.tsx"),
    nav: { label: () => texts.value.nav, order: 55, roles: ["akz-lead", "abh-head", "system-admin"] },
  },
];
