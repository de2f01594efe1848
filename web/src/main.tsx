/** The clerks' pages start here. */
import "./styles/desk/index.css";
import { render } from "preact";
import { App } from "./shell/App.tsx";
import { loadMe } from "./shell/login.ts";

const root = document.getElementById("root");
if (root) {
  render(<App />, root);
  void loadMe();
}
