// What the processes of a live trace are called, as far as it is known. Where names come from is
// the feed's business.
import type { Header } from "../model/records";

/** More than this in a live cluster is a mistake, not a process. */
export const MOST_PROCESSES = 4096;

export interface Known {
  id: number;
  name?: string;
}

/** What a process is called until its name is known. */
const placeholder = (id: number) => `#${id}`;

export const isNameless = ({ id, name }: Known) => name === placeholder(id);

/** Processes 0..N-1, those of `before` and the ones that are said now. */
export function withNames(before: Header["processes"], said: Known[]): Header["processes"] {
  const count = Math.max(before.length, ...said.map(({ id }) => id + 1));
  const names = Array.from({ length: count }, (_, id) => before[id]?.name ?? placeholder(id));
  for (const { id, name } of said) if (name !== undefined) names[id] = name;
  return names.map((name, id) => ({ id, name }));
}
