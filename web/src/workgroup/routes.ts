/** The page of the working group. */
import type { PageRoute } from "../routes.ts";
import { texts } from "./texts.ts";

export const routes: readonly PageRoute[] = [
  {
    path: "/working-group",
    page: () => import("./WorkingGroupPage.tsx"),
    nav: {
      label: () => texts.value.nav,
      order: 65,
      roles: ["akz-lead", "abh-head", "smi-coord", "process-designer", "ihk", "hwk", "ba-amz", "zav", "univ"],
    },
  },
  { path: "/working-group/:proposal", page: () => import("./ProposalPage.tsx") },
];
