// A queue of messages that have not arrived: one mark each, up to a few, then how many more.
import { number, t } from "../text";

/** How many of anything that waits are drawn. */
export const MOST_DRAWN = 8;

export function Queue({ unsent }: { unsent: number }) {
  if (unsent === 0) return null;
  return (
    <span class="unsent figures" title={t("queue", { n: unsent })}>
      <span aria-hidden="true">
        {"▪".repeat(Math.min(unsent, MOST_DRAWN))}
        {unsent > MOST_DRAWN && ` +${number(unsent - MOST_DRAWN)}`}
      </span>
      <span class="visually-hidden">{t("queue", { n: unsent })}</span>
    </span>
  );
}
