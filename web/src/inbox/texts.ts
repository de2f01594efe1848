/** Texts of the inbox. */
import { catalogue } from "../i18n/index.ts";

export const inbox = catalogue({ nav: "Aufgaben" }, { nav: "Tasks" });
