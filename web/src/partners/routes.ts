/** The inbox of partners, and the directory of the network. */
import type { PageRoute } from "../routes.ts";
import { network } from "./networkTexts.ts";
import { texts } from "./texts.ts";

const PARTNERS = [
  "ba-amz",
  "zav",
  "ihk",
  "hwk",
  "kammer-frei",
  "ihk-fosa",
  "gewerbeamt",
  "meldeamt",
  "standesamt",
  "fahrerlaubnis",
  "sozialamt-migration",
  "univ",
  "lds-wb",
];
const STAFF = ["akz-clerk", "akz-second", "akz-lead", "abh-head", "abh-service", "abh-legal", "smi-coord"];

export const routes: readonly PageRoute[] = [
  {
    path: "/partner-inbox",
    page: () => import("./InboxPage.tsx"),
    nav: { label: () => texts.value.inbox.nav, order: 5, roles: PARTNERS },
  },
  { path: "/partner-inbox/:request", page: () => import("./RequestPage.tsx") },
  {
    path: "/partners",
    page: () => import("./DirectoryPage.tsx"),
    nav: { label: () => network.value.directory.nav, order: 60, roles: [...STAFF, ...PARTNERS] },
  },
];
