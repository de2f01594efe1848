/** The list of cases and the page of one case. */
import type { PageRoute } from "../routes.ts";
import { caseTexts } from "./texts.ts";

export const routes: readonly PageRoute[] = [
  {
    path: "/cases",
    page: () => import("./CasesPage.tsx"),
    nav: {
      label: () => caseTexts.value.nav,
      order: 20,
      roles: ["akz-clerk", "akz-second", "akz-lead", "abh-head", "abh-service", "abh-legal", "system-admin"],
    },
  },
  { path: "/cases/:case", page: () => import("./CasePage.tsx") },
];
