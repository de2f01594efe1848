/** Ids that are unique on the whole page: form-js draws in a tree of its own, where Preact's `useId` would count anew. */
import { useState } from "preact/hooks";

let count = 0;

export function useUid(): string {
  const [id] = useState(() => {
    count += 1;
    return `akz-${count}`;
  });
  return id;
}
