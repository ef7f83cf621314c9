// The colours of the diagram, read from the page's style sheet so that light, dark and high
// contrast are decided in one place. A process keeps its hue everywhere.

const HUES = 8;

export interface Palette {
  paper: string;
  ink: string;
  muted: string;
  rule: string;
  past: string;
  pastBand: string;
  future: string;
  futureBand: string;
  faint: string;
  lost: string;
  path: string;
  accent: string;
  hues: string[];
}

export function readPalette(element: Element): Palette {
  // Through an element's colour, because only there light-dark() is decided.
  const probe = document.createElement("i");
  element.append(probe);
  const style = getComputedStyle(probe);
  const get = (name: string) => {
    probe.style.color = `var(--${name})`;
    return style.color;
  };
  const palette = {
    paper: get("paper"),
    ink: get("ink"),
    muted: get("muted"),
    rule: get("rule"),
    past: get("past"),
    pastBand: get("past-band"),
    future: get("future"),
    futureBand: get("future-band"),
    faint: get("faint"),
    lost: get("lost"),
    path: get("path"),
    accent: get("accent"),
    hues: Array.from({ length: HUES }, (_, i) => get(`hue-${i}`)),
  };
  probe.remove();
  return palette;
}

export const hueOf = (palette: Palette, process: number) => palette.hues[process % HUES];

/** The CSS class that gives an element its process's hue. */
export const hueClass = (process: number) => `hue-${process % HUES}`;
