/** The statistics, for clerks (their site), leads, heads and the ministry's coordination. */
import type { PageRoute } from "../routes.ts";
import { texts } from "./texts.ts";

export const routes: readonly PageRoute[] = [
  {
    path: "/figures",
    page: () => import("./FiguresPage.tsx"),
    nav: {
      label: () => texts.value.nav,
      order: 40,
      roles: ["akz-clerk", "akz-second", "akz-lead", "abh-head", "smi-coord"],
    },
  },
];
