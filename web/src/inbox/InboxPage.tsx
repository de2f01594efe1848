/** The clerk's inbox: list and task side by side. */
import { PageTitle } from "../ui/index.ts";
import { inbox } from "./texts.ts";

export default function InboxPage() {
  const text = inbox.value;
  return <PageTitle title={text.nav}>{text.nav}</PageTitle>;
}
