// The events as a table: what the picture shows, for reading, searching and screen readers. At most
// a page of rows is in the document, however long the trace.
import { useMemo, useState } from "preact/hooks";
import { TotalOrder } from "../model/total_order";
import type { Trace } from "../model/trace";
import { direction, kindText } from "./describe";
import { hueClass } from "./diagram/palette";
import { instant } from "./instants";
import type { Search } from "./search";
import { choose, type Selection } from "./selection";
import { type Store, useStore } from "./store";
import { language, number, t } from "./text";

const PAGE = 100;

interface Properties {
  trace: Trace;
  selection: Store<Selection>;
  search: Search;
  onShow: (id: string) => void;
  /** Newest first, as a log, in the total order; else from the start, as the trace has them. */
  newestFirst?: boolean;
  title: string;
}

function inOrder(order: readonly number[], matches: readonly number[] | null) {
  if (!matches) return order;
  const wanted = new Set(matches);
  return order.filter((event) => wanted.has(event));
}

export function EventTable(properties: Properties) {
  const { trace, selection, search, onShow, newestFirst = false, title } = properties;
  const words = useStore(search.words);
  const [page, setPage] = useState(0);
  const order = useMemo(() => new TotalOrder(), []);
  const chosen = useStore(selection);
  useStore(language);
  const matches = search.matches(trace);
  const found = newestFirst ? inOrder(order.of(trace), matches) : matches;
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
          <input
            type="search"
            value={words}
            placeholder={t("filter_hint")}
            title={t("filter_help")}
            onInput={(e) => {
              search.words.set(e.currentTarget.value);
              setPage(0);
            }}
          />
        </label>
        <span class="hint figures count">
          {matches ? t("found", { n: count, m: trace.count }) : number(trace.count)}
        </span>
        <span class="group">
          <button
            type="button"
            class="tool"
            aria-label={t("earlier")}
            disabled={newestFirst ? at === pages - 1 : at === 0}
            onClick={() => setPage(at + (newestFirst ? 1 : -1))}
          >
            ◂
          </button>
          <span class="pages">
            {number(at + 1)} / {number(pages)}
          </span>
          <button
            type="button"
            class="tool"
            aria-label={t("later")}
            disabled={newestFirst ? at === 0 : at === pages - 1}
            onClick={() => setPage(at + (newestFirst ? -1 : 1))}
          >
            ▸
          </button>
        </span>
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("table_caption")}>
        <table>
          <thead>
            <tr>
              <th scope="col" class="right">
                L
              </th>
              <th scope="col">{t("event")}</th>
              <th scope="col">{t("kind")}</th>
              <th scope="col">{t("message")}</th>
              <th scope="col">{t("label")}</th>
              <th scope="col" class="right">
                {t("time")}
              </th>
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
                    <button
                      type="button"
                      class="link"
                      aria-pressed={current}
                      onClick={() => pick(event)}
                    >
                      <i
                        class={`swatch ${hueClass(trace.process.data[event])}`}
                        aria-hidden="true"
                      />
                      {trace.nameOf(trace.process.data[event])} · {trace.indexOf(event)}
                    </button>
                  </td>
                  <td>{kindText(trace, event)}</td>
                  <td>{direction(trace, event)}</td>
                  <td class="user-text">{trace.labelOf(event)}</td>
                  <td class="right figures">{instant(trace, trace.time.data[event])}</td>
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
