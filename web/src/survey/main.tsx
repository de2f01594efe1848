/** The page on which a code from a slip is answered; it loads nothing of the clerks' pages and keeps nothing. */
import "../styles/public/index.css";
import "./survey.css";
import "../shell/theme.ts";
import { render } from "preact";
import { AnswerPage } from "./AnswerPage.tsx";

const root = document.getElementById("root");
if (root) render(<AnswerPage />, root);
