/** Data protection, audit and heads: security events, what is going to be erased, who changed and read a case. */
import type { PageRoute } from "../routes.ts";
import { texts } from "./texts.ts";

export const routes: readonly PageRoute[] = [
  {
    path: "/oversight",
    page: () => import("./OversightPage.tsx"),
    nav: { label: () => texts.value.nav, order: 62, roles: ["audit", "dpo", "akz-lead", "abh-head", "abh-legal"] },
  },
];
