// The bodies of docs/http-api.openapi.yaml that the pages use, under the names they have there.
import type { TraceRecord } from "../model/records";

export interface Item {
  record: TraceRecord;
  own?: number;
  sent?: number;
}

export interface Hello {
  run: string;
  scope: "node" | "cluster";
  process: number;
  epoch: string;
  protocol: string;
  processes: { id: number; name: string }[];
  resumed: boolean;
}

export interface ActiveFault {
  cut: boolean;
  delay_ms: number;
  until: number | null;
}

export interface Link {
  from: number;
  to: number;
  /** Null: unknown, for lack of news. */
  up: boolean | null;
  since: number;
  round_trip_ns: number | null;
  unsent: number;
  fault: ActiveFault | null;
}

export interface Automatic {
  enabled: boolean;
  mean_ms: number;
}

export interface NodeState {
  run: string;
  process: number;
  name: string;
  role: "coordinator" | "client";
  protocol: string;
  /** How many the run has, registered or not. */
  processes: number;
  seed: number;
  epoch: string;
  time: number;
  incarnation: number;
  lamport: number;
  index: number;
  last: Item | null;
  automatic: Automatic | null;
  admission: "open" | "full" | "exhausted" | "draining";
  unsent: number;
  events_per_second: number;
  admin: boolean;
  coordinator: string | null;
  links: Link[];
  protocol_state?: Record<string, unknown>;
}

export interface Member {
  process: number;
  name: string;
  role: "coordinator" | "client";
  page: string | null;
  reachable: boolean;
  since: number;
  /** When the answering node last heard from it; null if it has not since it started. */
  heard: number | null;
  state: NodeState | null;
}

export interface Members {
  run: string;
  time: number;
  members: Member[];
}

export interface Problem {
  status: number;
  code: string;
  title: string;
  detail?: string;
  may_have_happened?: boolean;
}
