// What the reader points at, by event id, so that it survives a window that moves on. `first` fixes
// the cones; `second` asks how the two stand to each other; `cursor` follows pointer and keys.
import { Store } from "./store";

export interface Selection {
  cursor: string | null;
  first: string | null;
  second: string | null;
}

export const NOTHING: Selection = { cursor: null, first: null, second: null };

export const newSelection = () => new Store<Selection>(NOTHING);

/** A click or Enter: the first event, then the second; the first again, or nothing, clears. */
export function choose(selection: Store<Selection>, id: string | null): void {
  const { first } = selection.get();
  if (id === null || id === first) selection.update({ first: null, second: null });
  else if (first === null) selection.update({ first: id, second: null, cursor: id });
  else selection.update({ second: id, cursor: id });
}
