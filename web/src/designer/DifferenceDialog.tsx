/** A difference to look at by itself: between two versions, or of a proposal and what is in force. */
import { useLoad } from "../api/use.ts";
import { Dialog, Loading, ProblemAlert } from "../ui/index.ts";
import { DifferenceList } from "./DifferencePanel.tsx";
import type { FileDifference } from "./released.ts";

export interface DifferenceDialogProps {
  readonly title: string;
  /** Names what is loaded. */
  readonly of: string;
  readonly load: (signal: AbortSignal) => Promise<{ files: readonly FileDifference[] }>;
  readonly onClose: () => void;
}

export function DifferenceDialog({ title, of, load, onClose }: DifferenceDialogProps) {
  const loaded = useLoad(of, load);
  return (
    <Dialog wide title={title} onClose={onClose}>
      <ProblemAlert problem={loaded.problem} />
      {!loaded.data && !loaded.problem && <Loading />}
      {loaded.data && <DifferenceList files={loaded.data.files} />}
    </Dialog>
  );
}
