// Commands to the node that served the page. A command that may have been lost on the way is sent
// once more with the same Idempotency-Key, so that it happens once; what fails is a Refusal with
// the node's own code.
import type { Automatic, Item, Link, Members, NodeState, Problem } from "./types";

export class Refusal extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

const BASE = "/api/v1";
const PATIENCE_MS = 5000;

/** Also where the page is not a secure context, as on a classroom's network. */
function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function request<T>(
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<T> {
  const options: RequestInit = {
    method,
    headers,
    signal: AbortSignal.timeout(PATIENCE_MS),
    cache: "no-store",
  };
  if (body) {
    options.body = JSON.stringify(body);
    options.headers = { ...headers, "Content-Type": "application/json" };
  }
  const response = await fetch(BASE + path, options);
  if (response.ok) return (await response.json()) as T;
  let problem: Problem = { status: response.status, code: "", title: `HTTP ${response.status}` };
  try {
    problem = { ...problem, ...((await response.json()) as Problem) };
  } catch {
    // Not a problem document: the status says what is known.
  }
  throw new Refusal(problem);
}

const unreachable = () =>
  new Refusal({ status: 0, code: "not_reached", title: "not reached", may_have_happened: true });

/** Once more with the same key if no answer came. */
async function command(path: string, body: object): Promise<Item[]> {
  const headers = { "Idempotency-Key": freshKey() };
  for (let last = false; ; last = true)
    try {
      return (await request<{ events: Item[] }>("POST", path, body, headers)).events;
    } catch (error) {
      if (error instanceof Refusal) throw error;
      if (last) throw unreachable();
    }
}

async function quietly<T>(made: Promise<T>): Promise<T> {
  try {
    return await made;
  } catch (error) {
    throw error instanceof Refusal ? error : unreachable();
  }
}

const admin = (token: string) => ({ Authorization: `Bearer ${token}` });

export const api = {
  members: () => quietly(request<Members>("GET", "/members")),
  state: () => quietly(request<NodeState>("GET", "/state")),
  send: (to: number, text: string) => command("/messages", { to, text }),
  broadcast: (text: string) => command("/broadcasts", { text }),
  internal: (text: string) => command("/internal", { text }),
  /** A command of the protocol's own. */
  ask: (name: string, body: { text?: string; value?: number }) =>
    command(`/commands/${encodeURIComponent(name)}`, body),
  setAutomatic: (change: Partial<Automatic>) =>
    quietly(request<Automatic>("PUT", "/automatic", change)),
  setFault: (
    from: number,
    to: number,
    fault: { cut: boolean; delay_ms: number; for_ms?: number },
    token: string,
  ) => quietly(request<Link>("PUT", `/links/${from}/${to}`, fault, admin(token))),
  heal: (from: number, to: number, token: string) =>
    quietly(request<Link>("DELETE", `/links/${from}/${to}`, undefined, admin(token))),
};
