// The chosen events in the report's address, "#1:12" or "#1:12,2:30", so that a link or a reload
// leads to them again.
import type { Trace } from "../../model/trace";
import { NOTHING, type Selection } from "../selection";
import type { Store } from "../store";

/** The selection that an address names; nothing of it where an event is not in the trace. */
export function selectionIn(hash: string, trace: Trace): Selection {
  const named = /^#(\d{1,16}:\d{1,16})(?:,(\d{1,16}:\d{1,16}))?$/.exec(hash);
  const known = (id: string | undefined) => (id !== undefined && trace.findId(id) >= 0 ? id : null);
  const first = known(named?.[1]);
  return first === null ? NOTHING : { cursor: first, first, second: known(named?.[2]) };
}

export const addressOf = ({ first, second }: Selection): string =>
  first === null ? "" : `#${first}${second === null ? "" : `,${second}`}`;

/** Keeps both the same. `show` is called with an event that the address newly names. */
export function followAddress(
  trace: Trace,
  selection: Store<Selection>,
  show: (id: string) => void,
): () => void {
  const read = () => {
    if (location.hash === addressOf(selection.get())) return;
    const named = selectionIn(location.hash, trace);
    selection.set(named);
    if (named.first !== null) show(named.first);
  };
  const write = () => {
    const address = addressOf(selection.get());
    if (address !== location.hash)
      history.replaceState(null, "", address || location.pathname + location.search);
  };
  read();
  addEventListener("hashchange", read);
  const stop = selection.subscribe(write);
  return () => {
    stop();
    removeEventListener("hashchange", read);
  };
}
