// What the shared stream says to the pages.

export interface StreamEvent {
  name: "hello" | "record" | "state" | "members";
  data: string;
}

export type StreamMessage =
  | { kind: "events"; events: StreamEvent[] }
  /** Whether the connection stands; `silent` is how long nothing had come, in milliseconds. */
  | { kind: "status"; open: boolean; silent: number };
