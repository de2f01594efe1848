/** The page of appointments starts here; it loads nothing of the clerks' pages. */
import "../styles/public/index.css";
import "./booking.css";
import "../shell/theme.ts";
import { render } from "preact";
import { followLanguage } from "../i18n/applicant.ts";
import { Board } from "./Board.tsx";
import { Public } from "./Public.tsx";
import { words } from "./words.ts";

function Page() {
  const site = new URLSearchParams(location.search).get("board");
  if (!words.ready.value) return <div class="st-main" aria-busy="true" />;
  return site ? <Board site={site} /> : <Public />;
}

followLanguage();
const root = document.getElementById("root");
if (root) render(<Page />, root);
