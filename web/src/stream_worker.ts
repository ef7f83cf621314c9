// The worker that all tabs of one node share, so that they hold one connection between them: a
// browser allows six to a host. A tab says the scope it wants; the
// empty text when it is put away.
import { StreamSource } from "./api/stream_source";

const sources = new Map<string, StreamSource>();

addEventListener("connect", (event) => {
  const [port] = (event as MessageEvent).ports;
  let stop = () => {};
  port.onmessage = ({ data: scope }: MessageEvent<string>) => {
    stop();
    if (scope === "") return;
    let source = sources.get(scope);
    if (!source) sources.set(scope, (source = new StreamSource(scope)));
    stop = source.listen((message) => port.postMessage(message));
  };
});
