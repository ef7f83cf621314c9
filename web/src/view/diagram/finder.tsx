// The search over the diagram: words, how many events match, and the way from one to the next.
import type { RefObject } from "preact";
import type { Search } from "../search";
import { useStore } from "../store";
import { language, t } from "../text";
import type { TraceSource } from "./controller";

interface Properties {
  search: Search;
  source: TraceSource;
  input: RefObject<HTMLInputElement>;
  onFind: (step: 1 | -1) => void;
}

export function Finder({ search, source, input, onFind }: Properties) {
  const words = useStore(search.words);
  useStore(language);
  const found = search.matches(source.trace);
  return (
    <form
      class="tools finder"
      role="search"
      onSubmit={(e) => {
        e.preventDefault();
        onFind(1);
      }}
    >
      <input
        type="search"
        ref={input}
        value={words}
        aria-label={t("find")}
        placeholder={t("find")}
        title={t("filter_help")}
        onInput={(e) => search.words.set(e.currentTarget.value)}
      />
      {found && (
        <span class="group">
          <span class="hint figures count">
            {t("found", { n: found.length, m: source.trace.count })}
          </span>
          <button
            type="button"
            class="tool"
            aria-label={t("found_before")}
            title={t("found_before")}
            disabled={found.length === 0}
            onClick={() => onFind(-1)}
          >
            ‹
          </button>
          <button
            type="submit"
            class="tool"
            aria-label={t("found_next")}
            title={t("found_next")}
            disabled={found.length === 0}
          >
            ›
          </button>
        </span>
      )}
    </form>
  );
}
