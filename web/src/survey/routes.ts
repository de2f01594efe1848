/** The survey and the register of trainings, inside the office. */
import type { PageRoute } from "../routes.ts";
import { texts } from "./texts.ts";

export const routes: readonly PageRoute[] = [
  {
    path: "/survey",
    page: () => import("./SurveyPage.tsx"),
    nav: {
      label: () => texts.value.nav,
      order: 70,
      roles: ["akz-clerk", "abh-service", "akz-lead", "abh-head", "smi-coord", "dpo"],
    },
  },
];
