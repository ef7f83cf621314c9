// One way to draw, two papers: a canvas for many events, SVG for few and for saving. A scene says
// shapes by style; a painter turns each into one path. User text reaches SVG as text nodes only.

export interface Style {
  stroke?: string;
  fill?: string;
  width?: number;
  dash?: number[];
  alpha?: number;
}

/** Gathers the outline of one path. */
export interface Pen {
  move(x: number, y: number): void;
  line(x: number, y: number): void;
  circle(x: number, y: number, radius: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  close(): void;
}

export interface TextStyle {
  fill: string;
  size: number;
  weight?: number;
  anchor: "start" | "middle" | "end";
  /** The ground's colour around the letters, where they stand on lines. */
  halo?: string;
}

export interface Painter {
  path(style: Style, draw: (pen: Pen) => void): void;
  text(x: number, y: number, text: string, style: TextStyle): void;
  /** What is drawn until the returned function is called stays inside. */
  clip(x: number, y: number, width: number, height: number): () => void;
}

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';

/** Setting a canvas's size empties it and costs, so only where it changes. */
export function sizeCanvas(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

export class CanvasPainter implements Painter, Pen {
  private readonly context: CanvasRenderingContext2D;

  constructor(context: CanvasRenderingContext2D) {
    this.context = context;
  }

  path(style: Style, draw: (pen: Pen) => void): void {
    const c = this.context;
    c.globalAlpha = style.alpha ?? 1;
    c.beginPath();
    draw(this);
    if (style.fill) {
      c.fillStyle = style.fill;
      c.fill();
    }
    if (style.stroke) {
      c.strokeStyle = style.stroke;
      c.lineWidth = style.width ?? 1;
      c.setLineDash(style.dash ?? []);
      c.stroke();
    }
    c.globalAlpha = 1;
  }

  text(x: number, y: number, text: string, style: TextStyle): void {
    const c = this.context;
    c.font = `${style.weight ?? 400} ${style.size}px ${FONT}`;
    c.textAlign = style.anchor === "middle" ? "center" : style.anchor;
    if (style.halo) {
      c.strokeStyle = style.halo;
      c.lineWidth = 3;
      c.setLineDash([]);
      c.strokeText(text, x, y);
    }
    c.fillStyle = style.fill;
    c.fillText(text, x, y);
  }

  clip(x: number, y: number, width: number, height: number): () => void {
    this.context.save();
    this.context.beginPath();
    this.context.rect(x, y, width, height);
    this.context.clip();
    return () => this.context.restore();
  }

  move(x: number, y: number): void {
    this.context.moveTo(x, y);
  }
  line(x: number, y: number): void {
    this.context.lineTo(x, y);
  }
  circle(x: number, y: number, radius: number): void {
    this.context.moveTo(x + radius, y);
    this.context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  rect(x: number, y: number, width: number, height: number): void {
    this.context.rect(x, y, width, height);
  }
  close(): void {
    this.context.closePath();
  }
}

const SVG = "http://www.w3.org/2000/svg";
const round = (value: number) => Math.round(value * 10) / 10;

export class SvgPainter implements Painter, Pen {
  private parent: Element;
  private outline: string[] = [];
  private clips = 0;
  private readonly name: string;

  /** Replaces what `root` holds. `name` keeps clip ids apart where a page has several. */
  constructor(root: SVGSVGElement, name: string) {
    root.replaceChildren();
    this.parent = root;
    this.name = name;
  }

  path(style: Style, draw: (pen: Pen) => void): void {
    this.outline = [];
    draw(this);
    if (this.outline.length === 0) return;
    const attributes: Record<string, string | number> = {
      d: this.outline.join(""),
      fill: style.fill ?? "none",
    };
    if (style.stroke) {
      attributes.stroke = style.stroke;
      attributes["stroke-width"] = style.width ?? 1;
    }
    if (style.dash) attributes["stroke-dasharray"] = style.dash.join(" ");
    if (style.alpha !== undefined) attributes.opacity = style.alpha;
    this.put("path", attributes);
  }

  text(x: number, y: number, text: string, style: TextStyle): void {
    const element = this.put("text", {
      x: round(x),
      y: round(y),
      fill: style.fill,
      "font-size": style.size,
      "font-weight": style.weight ?? 400,
      "font-family": FONT,
      "text-anchor": style.anchor,
      ...(style.halo ? { stroke: style.halo, "stroke-width": 3, "paint-order": "stroke" } : {}),
    });
    element.textContent = text;
  }

  clip(x: number, y: number, width: number, height: number): () => void {
    const outer = this.parent;
    const id = `${this.name}-clip-${++this.clips}`;
    this.parent = this.put("clipPath", { id });
    this.put("rect", { x, y, width: Math.max(0, width), height: Math.max(0, height) });
    this.parent = outer;
    this.parent = this.put("g", { "clip-path": `url(#${id})` });
    return () => void (this.parent = outer);
  }

  private put(name: string, attributes: Record<string, string | number>): Element {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    this.parent.append(element);
    return element;
  }

  move(x: number, y: number): void {
    this.outline.push(`M${round(x)} ${round(y)}`);
  }
  line(x: number, y: number): void {
    this.outline.push(`L${round(x)} ${round(y)}`);
  }
  circle(x: number, y: number, radius: number): void {
    const r = round(radius);
    this.outline.push(
      `M${round(x + r)} ${round(y)}a${r} ${r} 0 1 0 ${-2 * r} 0a${r} ${r} 0 1 0 ${2 * r} 0z`,
    );
  }
  rect(x: number, y: number, width: number, height: number): void {
    this.outline.push(
      `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`,
    );
  }
  close(): void {
    this.outline.push("z");
  }
}
