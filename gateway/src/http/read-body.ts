import type { IncomingMessage } from 'node:http';
import { bodyLimit, Problem } from '@genkan/service-kit';

/** Bytes that a request announces; undefined when it announces none but sends chunks. */
export function announcedLength(req: IncomingMessage): number | undefined {
  if (req.headers['transfer-encoding'] !== undefined) return undefined;
  return Number(req.headers['content-length'] ?? 0);
}

/** Refuses by its announcement alone what is too large, before a byte of it is read. */
export function refuseTooLarge(req: IncomingMessage): void {
  if ((announcedLength(req) ?? 0) > bodyLimit) throw tooLarge();
}

/** The whole body, at most 256 kB. */
export async function readBody(req: IncomingMessage): Promise<Buffer> {
  refuseTooLarge(req);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > bodyLimit) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length);
}

/** A JSON body; throws `unsupported-media-type` and `malformed-json`. */
export async function readJson(req: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\s*(;\s*charset=utf-8\s*)?$/i.test(req.headers['content-type'] ?? '')) throw new Problem('unsupported-media-type');
  const body = await readBody(req);
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new Problem('malformed-json');
  }
}

// The rest of the body is not read, so the connection cannot be used again.
const tooLarge = (): Problem => new Problem('body-too-large', { headers: { connection: 'close' } });
