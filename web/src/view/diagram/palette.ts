// The colours of the diagram, read from the page's style sheet so that light, dark and high contrast
// are decided in one place. A process keeps its hue everywhere.

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
  const style = getComputedStyle(element);
  const get = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
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
}

export const hueOf = (palette: Palette, process: number) => palette.hues[process % HUES];

/** The CSS class that gives an element its process's hue. */
export const hueClass = (process: number) => `hue-${process % HUES}`;
