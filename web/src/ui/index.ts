/** Everything a page is built from. */
export { Alert } from "./Alert.tsx";
export { announce } from "./announce.tsx";
export { Badge, type Tone } from "./Badge.tsx";
export { Button, LinkButton } from "./Button.tsx";
export { DateInput } from "./DateInput.tsx";
export { Dialog } from "./Dialog.tsx";
export { ErrorBoundary } from "./ErrorBoundary.tsx";
export { Checkbox, Field, type Option, Select, TextArea, TextInput } from "./Field.tsx";
export { Icon, type IconName } from "./Icon.tsx";
export { PagedList, type PagedListProps } from "./PagedList.tsx";
export { ProblemAlert } from "./ProblemAlert.tsx";
export { ReasonDialog } from "./ReasonDialog.tsx";
export { SendDialog } from "./SendDialog.tsx";
export { DateText, EmptyState, Facts, Loading, PageTitle } from "./small.tsx";
export { type Column, Table } from "./Table.tsx";
export { type Tab, Tabs } from "./Tabs.tsx";
export { type Sending, useSending } from "./useSending.ts";
