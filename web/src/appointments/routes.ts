/** The desk's page of appointments. */
import type { PageRoute } from "../routes.ts";
import { texts } from "./texts.ts";

export const routes: readonly PageRoute[] = [
  {
    path: "/appointments",
    page: () => import("./DeskPage.tsx"),
    nav: {
      label: () => texts.value.nav,
      order: 25,
      roles: ["abh-service", "akz-clerk", "akz-second", "akz-lead", "abh-head"],
    },
  },
];
