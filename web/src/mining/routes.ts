/** Where the four weeks go: for team leads, heads of office, the ministry's coordinators and designers. */
import type { PageRoute } from "../routes.ts";
import { texts } from "./texts.ts";

export const routes: readonly PageRoute[] = [
  {
    path: "/mining",
    page: () => import("./MiningPage.tsx"),
    nav: {
      label: () => texts.value.nav,
      order: 50,
      roles: ["akz-lead", "abh-head", "system-admin", "smi-coord", "process-designer"],
    },
  },
];
