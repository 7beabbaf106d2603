export type BaseUrlProblem = 'not-a-url' | 'not-http' | 'not-encrypted' | 'has-credentials' | 'has-query-or-fragment';

/** Whether the `hostname` of a parsed URL is this machine: 127.0.0.0/8, ::1 or localhost. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

/**
 * Checks the address of a WebAPI and normalises it to have no slash at its end. The token travels with
 * every call, so plain http is taken for this machine only.
 */
export function checkBaseUrl(text: string): { url: string } | { problem: BaseUrlProblem } {
  if (!URL.canParse(text)) return { problem: 'not-a-url' };
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { problem: 'not-http' };
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) return { problem: 'not-encrypted' };
  if (url.username !== '' || url.password !== '') return { problem: 'has-credentials' };
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(text)) return { problem: 'has-query-or-fragment' };
  return { url: url.href.replace(/\/+$/, '') };
}
