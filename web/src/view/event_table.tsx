// The events as a table: what the picture shows, for reading, searching and screen readers. At most
// a page of rows is in the document, however long the trace.
import { useMemo, useState } from "preact/hooks";
import type { Trace } from "../model/trace";
import { describe, direction, kindText } from "./describe";
import { hueClass } from "./diagram/palette";
import { choose, type Selection } from "./selection";
import { type Store, useStore } from "./store";
import { duration, language, number, t } from "./text";

const PAGE = 100;

interface Properties {
  trace: Trace;
  /** Changes whenever the trace did. */
  version: number;
  selection: Store<Selection>;
  onShow: (id: string) => void;
  /** Newest first, as a log; else from the start. */
  newestFirst?: boolean;
  title: string;
}

/** Event numbers that match, in the order shown; null: all of them. */
function matching(trace: Trace, words: string): number[] | null {
  const sought = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (sought.length === 0) return null;
  const found: number[] = [];
  for (let event = 0; event < trace.count; ++event) {
    const text = describe(trace, event).toLowerCase();
    if (sought.every((word) => text.includes(word))) found.push(event);
  }
  return found;
}

export function EventTable({ trace, version, selection, onShow, newestFirst = false, title }: Properties) {
  const [filter, setFilter] = useState("");
  const [page, setPage] = useState(0);
  const chosen = useStore(selection);
  const lang = useStore(language);
  const found = useMemo(() => matching(trace, filter), [trace, version, filter, lang]);
  const count = found ? found.length : trace.count;
  const pages = Math.max(1, Math.ceil(count / PAGE));
  const at = Math.min(page, pages - 1);
  const rows: number[] = [];
  for (let i = at * PAGE; i < Math.min(count, (at + 1) * PAGE); ++i) {
    const position = newestFirst ? count - 1 - i : i;
    rows.push(found ? found[position] : position);
  }
  const pick = (event: number) => {
    const id = trace.idOf(event);
    choose(selection, id);
    onShow(id);
  };
  return (
    <section class="events panel" aria-labelledby="events-title">
      <div class="panel-head">
        <h2 id="events-title">{title}</h2>
        <label class="filter">
          {t("filter")}{" "}
          <input type="search" value={filter} placeholder={t("filter_hint")}
            onInput={(e) => { setFilter(e.currentTarget.value); setPage(0); }} />
        </label>
        <span class="hint">{found ? t("found", { n: count, m: trace.count }) : number(trace.count)}</span>
        {pages > 1 && (
          <span class="group">
            <button type="button" class="tool" aria-label={t("earlier")} disabled={newestFirst ? at === pages - 1 : at === 0}
              onClick={() => setPage(at + (newestFirst ? 1 : -1))}>◂</button>
            <span class="pages">{number(at + 1)} / {number(pages)}</span>
            <button type="button" class="tool" aria-label={t("later")} disabled={newestFirst ? at === 0 : at === pages - 1}
              onClick={() => setPage(at + (newestFirst ? -1 : 1))}>▸</button>
          </span>
        )}
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("table_caption")}>
        <table>
          <thead>
            <tr>
              <th scope="col" class="right">L</th>
              <th scope="col">{t("event")}</th>
              <th scope="col">{t("kind")}</th>
              <th scope="col">{t("message")}</th>
              <th scope="col">{t("label")}</th>
              <th scope="col" class="right">{t("time")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((event) => {
              const id = trace.idOf(event);
              const current = id === chosen.first || id === chosen.second;
              return (
                <tr key={id} class={current ? "current" : ""}>
                  <td class="right figures">{number(trace.lamport.data[event])}</td>
                  <td>
                    <button type="button" class="link" aria-pressed={current} onClick={() => pick(event)}>
                      <i class={`swatch ${hueClass(trace.process.data[event])}`} aria-hidden="true" />
                      {trace.nameOf(trace.process.data[event])} · {trace.indexOf(event)}
                    </button>
                  </td>
                  <td>{kindText(trace, event)}</td>
                  <td>{direction(trace, event)}</td>
                  <td class="user-text">{trace.labelOf(event)}</td>
                  <td class="right figures">{duration(trace.time.data[event])}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
        {count === 0 && <p class="hint">{t("empty")}</p>}
      </div>
    </section>
  );
}
