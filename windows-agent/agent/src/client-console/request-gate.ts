import type { IncomingHttpHeaders } from 'node:http';

/** Why a request is not looked at. */
export type GateRefusal = 'wrong-host' | 'wrong-origin';

/**
 * Whether a request can come from our own page. Another name in `Host` is a page of the internet whose name
 * was turned to this machine (DNS rebinding); another `Origin`, or a browser saying that another site asks,
 * is a page that uses the person's browser against us.
 */
export function refusalOf(request: { method: string; headers: IncomingHttpHeaders }, port: number): GateRefusal | undefined {
  const { headers } = request;
  if (headers.host !== `127.0.0.1:${port}`) return 'wrong-host';
  const origin = headers.origin;
  if (origin === undefined ? request.method !== 'GET' : origin !== `http://127.0.0.1:${port}`) return 'wrong-origin';
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none' ? undefined : 'wrong-origin';
}

/** Cookies know no ports, so the port is in the name: two servers of this machine do not overwrite each other's. */
export const cookieName = (port: number) => `genkan-console-${port}`;

export function cookieOf(headers: IncomingHttpHeaders, port: number): string | undefined {
  const start = `${cookieName(port)}=`;
  return headers.cookie?.split(';').map((part) => part.trim()).find((part) => part.startsWith(start))?.slice(start.length);
}
