/** The page of team leads and operators. */
import type { PageRoute } from "../routes.ts";
import { texts } from "./texts.ts";

export const routes: readonly PageRoute[] = [
  {
    path: "/operations",
    page: () => import("./OperationsPage.tsx"),
    nav: {
      label: () => texts.value.nav,
      order: 30,
      roles: ["akz-lead", "abh-head", "system-admin"],
      begins: ["system-admin"],
    },
  },
];
