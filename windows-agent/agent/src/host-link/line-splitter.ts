/** Longest line either side may send, in bytes, without its newline. */
export const maxLineBytes = 65_536;

export type SplitLine = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: 'too-long' | 'not-utf8' };

const newline = 0x0a;

/** Cuts a byte stream into UTF-8 lines. A line that is too long is thrown away up to its newline and reported once. */
export function createLineSplitter(limit: number = maxLineBytes): (chunk: Uint8Array) => SplitLine[] {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let discarding = false;

  function add(part: Uint8Array): void {
    if (discarding) return;
    heldBytes += part.length;
    if (heldBytes > limit) {
      discarding = true;
      held = [];
    } else if (part.length > 0) {
      held.push(part);
    }
  }

  function finish(): SplitLine {
    const line: SplitLine = discarding ? { ok: false, reason: 'too-long' } : decode(held);
    held = [];
    heldBytes = 0;
    discarding = false;
    return line;
  }

  function decode(parts: Uint8Array[]): SplitLine {
    const bytes = Buffer.concat(parts);
    const end = bytes.at(-1) === 0x0d ? bytes.length - 1 : bytes.length;
    try {
      return { ok: true, text: decoder.decode(bytes.subarray(0, end)) };
    } catch {
      return { ok: false, reason: 'not-utf8' };
    }
  }

  return (chunk) => {
    const lines: SplitLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline, start); end >= 0; end = chunk.indexOf(newline, start)) {
      add(chunk.subarray(start, end));
      lines.push(finish());
      start = end + 1;
    }
    add(chunk.subarray(start));
    return lines;
  };
}
