// The worker that all tabs of one node share, so that they hold one connection between them: a
// browser allows six to a host. A tab's first message is the scope it wants.
import { StreamSource } from "./api/stream_source";

const sources = new Map<string, StreamSource>();

addEventListener("connect", (event) => {
  const [port] = (event as MessageEvent).ports;
  port.onmessage = ({ data: scope }: MessageEvent<string>) => {
    let source = sources.get(scope);
    if (!source) sources.set(scope, (source = new StreamSource(scope)));
    source.listen((message) => port.postMessage(message));
  };
});
