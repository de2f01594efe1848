/** The applicants' page starts here; it loads nothing of the clerks' pages. */
import "../styles/public/index.css";
import "./status.css";
import "../portal/portal.css";
import "../portal/fields.css";
import "../shell/theme.ts";
import { render } from "preact";
import { Page } from "./Page.tsx";

const root = document.getElementById("root");
if (root) render(<Page />, root);
