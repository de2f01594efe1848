/** Advice before an application: the checklist and the knowledge pages, for everybody; nothing of the clerks' pages. */
import "../styles/public/index.css";
import "./advice.css";
import "../shell/theme.ts";
import { render } from "preact";
import { followLanguage } from "../i18n/applicant.ts";
import { Page } from "./Page.tsx";

followLanguage();
const root = document.getElementById("root");
if (root) render(<Page />, root);
