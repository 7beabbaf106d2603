import type { IncomingMessage } from 'node:http';

/**
 * Cookies of the console. Over https they carry the `__Host-` prefix, by which the browser refuses
 * them from anybody but this origin; over http, on one machine only, they cannot.
 */
export interface Cookies {
  read(req: IncomingMessage, name: CookieName): string | undefined;
  /** Value of a `set-cookie` header. Without `maxAgeSeconds` the cookie ends with the browser. */
  set(name: CookieName, value: string, maxAgeSeconds?: number): string;
  clear(name: CookieName): string;
}

export type CookieName = 'session' | 'login' | 'attendance';

export function cookiesFor(publicUrl: URL): Cookies {
  const secure = publicUrl.protocol === 'https:';
  const fullName = (name: CookieName): string => `${secure ? '__Host-' : ''}genkan-${name}`;
  // Lax, not Strict: the way back from the attendance system is a navigation from another site.
  const attributes = `; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  return {
    read(req, name) {
      const wanted = `${fullName(name)}=`;
      const found = (req.headers.cookie ?? '').split(';').map((part) => part.trim()).filter((part) => part.startsWith(wanted));
      // Two of one name: somebody else set one of them, so neither counts.
      return found.length === 1 ? found[0]?.slice(wanted.length) : undefined;
    },
    set: (name, value, maxAgeSeconds) =>
      `${fullName(name)}=${value}${attributes}${maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`}`,
    clear: (name) => `${fullName(name)}=${attributes}; Max-Age=0`,
  };
}
