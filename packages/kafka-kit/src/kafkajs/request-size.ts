import type { OutgoingMessage } from '../message-bus.ts';

const maxMessagesPerRequest = 1_000;
/** Below the brokers' default limit of 1 MB per record batch, with room for headers. */
const maxBytesPerRequest = 512 * 1024;

const bytesOf = (messages: readonly OutgoingMessage[]): number =>
  messages.reduce((sum, { key, value }) => sum + key.length + (value?.byteLength ?? 0) + 512, 0);

const fits = (messages: number, bytes: number): boolean => messages <= maxMessagesPerRequest && bytes <= maxBytesPerRequest;

/** Cuts a long list so that each piece fits into one request; a message that fits into none is a piece of its own. */
export const inPieces = (messages: readonly OutgoingMessage[]): OutgoingMessage[][] => {
  const pieces: OutgoingMessage[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const piece = pieces.at(-1);
    const size = bytesOf([message]);
    if (piece !== undefined && fits(piece.length + 1, bytes + size)) {
      piece.push(message);
      bytes += size;
    } else {
      pieces.push([message]);
      bytes = size;
    }
  }
  return pieces;
};

interface Queued {
  readonly messages: readonly OutgoingMessage[];
  /** Its publisher has been told already; it is dropped. */
  readonly settled: boolean;
}

/** Takes from the head of the queue what fits into one request, at least one if there is any. */
export const takeRequest = <Item extends Queued>(queue: Item[]): Item[] => {
  const taken: Item[] = [];
  let messages = 0;
  let bytes = 0;
  for (let head = queue[0]; head !== undefined; head = queue[0]) {
    if (!head.settled) {
      messages += head.messages.length;
      bytes += bytesOf(head.messages);
      if (taken.length > 0 && !fits(messages, bytes)) break;
      taken.push(head);
    }
    queue.shift();
  }
  return taken;
};
