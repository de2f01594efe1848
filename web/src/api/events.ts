/** Server-sent events as a hook: `useEvents(["tasks"], (event) => …)`; one connection per set of topics. */
import { useEffect, useRef } from "preact/hooks";

export interface ServerEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

type Listener = (event: ServerEvent) => void;

interface Line {
  readonly source: EventSource;
  readonly listeners: Set<Listener>;
}

const lines = new Map<string, Line>();
const TYPES = ["tasks", "case", "reload"];

function open(topics: string): Line {
  const source = new EventSource(`/events?topics=${encodeURIComponent(topics)}`);
  const line: Line = { source, listeners: new Set() };
  for (const type of TYPES) {
    source.addEventListener(type, (message) => {
      let data: unknown = {};
      try {
        data = JSON.parse((message as MessageEvent<string>).data);
      } catch {
        // An event without readable data still says that something has changed.
      }
      for (const listener of line.listeners) listener({ type, data: (data ?? {}) as Record<string, unknown> });
    });
  }
  return line;
}

/** Calls `listener` for every event on the topics while the component is shown. */
export function useEvents(topics: readonly string[], listener: Listener): void {
  const latest = useRef(listener);
  latest.current = listener;
  const key = topics.join(",");
  useEffect(() => {
    if (!key) return;
    let line = lines.get(key);
    if (!line || line.source.readyState === EventSource.CLOSED) {
      line = open(key);
      lines.set(key, line);
    }
    const kept = line;
    const call: Listener = (event) => latest.current(event);
    kept.listeners.add(call);
    return () => {
      kept.listeners.delete(call);
      if (kept.listeners.size === 0) {
        kept.source.close();
        if (lines.get(key) === kept) lines.delete(key);
      }
    };
  }, [key]);
}
