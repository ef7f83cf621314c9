// Finding events by words: what is sought, and which events match, shared by picture and table. A
// word is found in what the page says of an event, in the reader's language, its messages' fates
// included; "1:12" is that event and its receives; "L>100", "L<100", "L=100" compare the stamp.
import { FATE_NAMES, RECEIVE, SEND, type Trace } from "../model/trace";
import { firstWhere } from "../model/column";
import { describe } from "./describe";
import { Store } from "./store";
import { language, t } from "./text";

type Test = (trace: Trace, event: number) => boolean;

/** "dropped" is called lost on the pages. */
const fateText = (fate: number): string => {
  const name = FATE_NAMES[fate];
  return name === null ? "" : t(name === "dropped" ? "lost" : name);
};

function textOf(trace: Trace, event: number): string {
  let text = describe(trace, event);
  if (trace.kind.data[event] === SEND) {
    const [first, last] = trace.pairsOf(event);
    for (let pair = first; pair < last; ++pair) {
      text += ` ${fateText(trace.pairFate.data[pair])}`;
      if (trace.pairCopies.data[pair] > 0) text += ` ${t("duplicate")}`;
    }
  }
  return text.toLowerCase();
}

const COMPARE: Record<string, (a: number, b: number) => boolean> = {
  ">": (a, b) => a > b,
  "<": (a, b) => a < b,
  "=": (a, b) => a === b,
};

/** The word as a test of its own; null: to be found in the text. */
function special(word: string): Test | null {
  const stamp = /^l([<>=])(\d+)$/.exec(word);
  if (stamp) {
    const holds = COMPARE[stamp[1]];
    const value = Number(stamp[2]);
    return (trace, event) => holds(trace.lamport.data[event], value);
  }
  const id = /^(\d+):(\d+)$/.exec(word);
  if (!id) return null;
  const [process, index] = [Number(id[1]), Number(id[2])];
  return (trace, event) =>
    (trace.process.data[event] === process && trace.indexOf(event) === index) ||
    (trace.kind.data[event] === RECEIVE &&
      trace.fromProcess.data[event] === process &&
      trace.fromIndex.data[event] === index);
}

export class Search {
  readonly words = new Store("");
  private trace: Trace | null = null;
  private made = "";
  private tests: Test[] = [];
  private plain: string[] = [];
  private found: number[] = [];
  private looked = 0;

  /**
   * Event numbers, ascending; null: nothing is sought. Each event is looked at once: of a live
   * trace only the new ones.
   */
  matches(trace: Trace): readonly number[] | null {
    const made = `${language.get()} ${this.words.get()}`;
    if (trace !== this.trace || made !== this.made) this.begin(trace, made);
    if (this.tests.length + this.plain.length === 0) return null;
    for (; this.looked < trace.count; ++this.looked)
      if (this.isMatch(trace, this.looked)) this.found.push(this.looked);
    return this.found;
  }

  /** The match after `event` (or before it), round the end; -1 if there is none. */
  next(trace: Trace, event: number, step: 1 | -1): number {
    const found = this.matches(trace) ?? [];
    if (found.length === 0) return -1;
    const after = firstWhere(0, found.length, (at) => found[at] > event);
    const at = step > 0 ? after : firstWhere(0, found.length, (i) => found[i] >= event) - 1;
    return found[(at + found.length) % found.length];
  }

  private begin(trace: Trace, made: string): void {
    Object.assign(this, { trace, made, found: [], looked: 0, tests: [], plain: [] });
    for (const word of this.words.get().toLowerCase().split(/\s+/).filter(Boolean)) {
      const test = special(word);
      if (test) this.tests.push(test);
      else this.plain.push(word);
    }
  }

  private isMatch(trace: Trace, event: number): boolean {
    if (!this.tests.every((test) => test(trace, event))) return false;
    if (this.plain.length === 0) return true;
    const text = textOf(trace, event);
    return this.plain.every((word) => text.includes(word));
  }
}
