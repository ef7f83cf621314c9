// What the shared stream says to the pages.

export interface StreamEvent {
  name: "hello" | "record" | "state" | "members";
  data: string;
  /** When it came, in milliseconds since 1970. */
  at: number;
}

export type StreamMessage =
  | { kind: "events"; events: StreamEvent[] }
  /** Whether the connection stands; `silent` is how long nothing had come, in milliseconds. */
  | { kind: "status"; open: boolean; silent: number };
