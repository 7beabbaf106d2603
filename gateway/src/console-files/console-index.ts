import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const placeholder = 'CSP_NONCE';

/** The console's first page, made for one request. */
export type ConsoleIndex = (nonce: string) => string;

/**
 * Reads `index.html` of the built console and prepares it: every script, style and preload carries the
 * nonce, and addresses are absolute, so that the page works under any path of the console.
 */
export async function readConsoleIndex(folder: string): Promise<ConsoleIndex> {
  const parts = prepareIndex(await readFile(join(folder, 'index.html'), 'utf8')).split(placeholder);
  return (nonce) => parts.join(nonce);
}

export const prepareIndex = (html: string): string =>
  html
    .replaceAll(/<(script|style|link)\b(?![^>]*\bnonce=)/g, `<$1 nonce="${placeholder}"`)
    .replaceAll(/\b(src|href)="(?!\/|[a-z]+:|#)([^"]+)"/g, '$1="/$2"');
