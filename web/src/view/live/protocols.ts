// What the pages know of each built-in protocol: which commands it takes and which part of its
// state is worth showing. A protocol that is not here is shown whole, and can be asked anything by
// name.
import type { TextKey } from "../text/en";

export interface ProtocolCommand {
  name: string;
  text: TextKey;
  /** A number goes with it, called so. */
  value?: TextKey;
}

export interface ProtocolView {
  send: boolean;
  broadcast: boolean;
  internal: boolean;
  /** What else it can be asked for, under /api/v1/commands. */
  commands: ProtocolCommand[];
  /** Fields of protocol_state, in order; null: all of them. */
  shown: string[] | null;
  /** Whether any other command can be asked for by its name. */
  open: boolean;
}

const NOTHING: ProtocolView = {
  send: false,
  broadcast: false,
  internal: false,
  commands: [],
  shown: [],
  open: false,
};

const VIEWS: Record<string, ProtocolView> = {
  cluster: { ...NOTHING, send: true, broadcast: true, internal: true },
  mutex: {
    ...NOTHING,
    commands: [
      { name: "request", text: "command_request", value: "hold_ms" },
      { name: "release", text: "command_release" },
    ],
    shown: ["holds", "request", "queue", "awaited", "entered"],
  },
  "total-order": {
    ...NOTHING,
    broadcast: true,
    shown: ["delivered", "latest", "queue", "lost"],
  },
};

const UNKNOWN: ProtocolView = {
  ...NOTHING,
  send: true,
  broadcast: true,
  internal: true,
  shown: null,
  open: true,
};

export const viewOf = (protocol: string): ProtocolView =>
  Object.hasOwn(VIEWS, protocol) ? VIEWS[protocol] : UNKNOWN;
