// What the template of a report carries: the verdict as it is, the trace packed (web/README.md). It
// is unpacked each time it is asked for, so that a page that only draws does not keep the text.

export const carriedText = (id: string): string => document.getElementById(id)!.textContent!.trim();

export function carriedTrace(): ReadableStream<Uint8Array> {
  const digits = atob(carriedText("trace"));
  const bytes = new Uint8Array(digits.length);
  for (let i = 0; i < bytes.length; ++i) bytes[i] = digits.charCodeAt(i);
  return new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
}
