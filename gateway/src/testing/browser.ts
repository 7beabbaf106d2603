/** A browser as far as these tests need one: cookies per origin, and redirects one at a time. */
export interface Browser {
  open(url: string, init?: RequestInit): Promise<Response>;
  /** Follows redirects until an address that `stop` takes; returns its answer, unfollowed. */
  follow(url: string, stop?: (url: URL) => boolean): Promise<{ url: URL; response: Response }>;
  cookie(origin: string, name: string): string | undefined;
  setCookie(origin: string, name: string, value: string): void;
}

export function createBrowser(): Browser {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (origin: string): Map<string, string> => jars.get(origin) ?? jars.set(origin, new Map()).get(origin)!;

  const open = async (address: string, init: RequestInit = {}): Promise<Response> => {
    const { origin } = new URL(address);
    const cookie = [...jarOf(origin)].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', ...(cookie === '' ? {} : { cookie }), ...(init.headers as Record<string, string> | undefined) };
    const response = await fetch(address, { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name === undefined) continue;
      if (/Max-Age=0|expires=Thu, 01 Jan 1970/i.test(line)) jarOf(origin).delete(name);
      else jarOf(origin).set(name, value ?? '');
    }
    return response;
  };

  return {
    open,
    async follow(address, stop = () => false) {
      let url = new URL(address);
      for (let step = 0; step < 15; step += 1) {
        const response = await open(url.href);
        const location = response.headers.get('location');
        if (location === null || stop(new URL(location, url))) return { url: location === null ? url : new URL(location, url), response };
        url = new URL(location, url);
      }
      throw new Error(`too many redirects, the last to ${url.origin}${url.pathname}`);
    },
    cookie: (origin, name) => jarOf(origin).get(name),
    setCookie: (origin, name, value) => void jarOf(origin).set(name, value),
  };
}
