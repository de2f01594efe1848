/** The workshop of process designers: the list of drafts, one draft with its files. */
import type { PageRoute } from "../routes.ts";
import { texts } from "./texts.ts";

export const routes: readonly PageRoute[] = [
  {
    path: "/designer",
    page: () => import("./StartPage.tsx"),
    nav: { label: () => texts.value.nav, order: 50, roles: ["process-designer", "system-admin"] },
  },
  { path: "/designer/drafts/:draft", page: () => import("./DraftPage.tsx") },
];
