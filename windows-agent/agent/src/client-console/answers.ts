import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { PageFiles } from './page-files.ts';

/** Nothing of the client console is kept by a browser, shown inside another page, or sent on. */
const strict: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};
const noPage = "default-src 'none'; frame-ancestors 'none'";

export function answerJson(response: ServerResponse, status: number, body: object, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { ...strict, 'content-security-policy': noPage, 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

export function answerNothing(response: ServerResponse): void {
  response.writeHead(204, { ...strict, 'content-security-policy': noPage });
  response.end();
}

export function answerFile(response: ServerResponse, file: { name: string; type: string; bytes: Uint8Array }): void {
  response.writeHead(200, {
    ...strict,
    'content-security-policy': noPage,
    'content-type': file.type,
    'content-disposition': `attachment; filename="${file.name}"`,
    'content-length': String(file.bytes.length),
  });
  response.end(file.bytes);
}

/** The one document; its script and its style run because they carry this answer's nonce, and nothing else runs. */
export function answerPage(response: ServerResponse, { html, script, style }: PageFiles): void {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  response.writeHead(200, { ...strict, 'content-security-policy': policy, 'content-type': 'text/html; charset=utf-8' });
  response.end(
    html
      .replace('<!--style-->', () => `<style nonce="${nonce}">${style}</style>`)
      .replace('<!--script-->', () => `<script type="module" nonce="${nonce}">${script}</script>`),
  );
}
