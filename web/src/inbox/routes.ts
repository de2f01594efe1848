/** The inbox and its place in the navigation. */
import type { PageRoute } from "../routes.ts";
import { inbox } from "./texts.ts";

export const routes: readonly PageRoute[] = [
  {
    path: "/tasks",
    page: () => import("./InboxPage.tsx"),
    nav: { label: () => inbox.value.nav, order: 10, needs: "task.list" },
  },
];
