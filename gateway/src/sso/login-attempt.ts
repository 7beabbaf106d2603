/** A login that was begun here and has not come back yet. It belongs to one browser, and ends with its first use. */
export interface LoginAttempt {
  issuer: string;
  clientId: string;
  state: string;
  nonce: string;
  codeVerifier: string;
  /** Path in the console to go to afterwards. */
  target: string;
}

/** How long a login may take, in seconds. */
export const loginSeconds = 600;

/**
 * Path of a `target_link_uri` when it leads into this console, "/" when there is none; undefined when
 * it leads anywhere else (an open redirect).
 */
export function targetPath(target: string | undefined, publicUrl: URL): string | undefined {
  if (target === undefined) return '/';
  if (!URL.canParse(target)) return undefined;
  const url = new URL(target);
  if (url.origin !== publicUrl.origin || url.username !== '' || url.password !== '') return undefined;
  // "//host" as a path would be read as another host by the browser.
  return `/${url.pathname.replace(/^\/+/, '')}${url.search}${url.hash}`;
}
