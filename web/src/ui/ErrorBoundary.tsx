/** Keeps a fault in one part of the page from taking the rest with it. */
import { Component, type ComponentChildren } from "preact";
import { common } from "../i18n/common.ts";
import { Alert } from "./Alert.tsx";

export class ErrorBoundary extends Component<{ readonly children: ComponentChildren }, { failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render() {
    if (this.state.failed) return <Alert tone="danger" title={common.value.broken} live />;
    return this.props.children;
  }
}
