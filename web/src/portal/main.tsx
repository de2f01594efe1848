/** Where people apply, and where employers do their part; it loads nothing of the clerks' pages. */
import "../styles/public/index.css";
import "./portal.css";
import "./fields.css";
import "../shell/theme.ts";
import { render } from "preact";
import { followLanguage } from "../i18n/applicant.ts";
import { Page } from "./Page.tsx";

followLanguage();
const root = document.getElementById("root");
if (root) render(<Page />, root);
