/** Just enough of a browser: a cookie jar per origin's host, redirects by hand. */
export class Browser {
  readonly #cookies = new Map<string, { value: string; path: string }>();

  async open(url: string, form?: Record<string, string>): Promise<{ status: number; location: string | undefined; text: string }> {
    const path = new URL(url).pathname;
    const cookie = [...this.#cookies].filter(([, { path: of }]) => path.startsWith(of)).map(([name, { value }]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie, 'accept-language': 'ja' },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const location = response.headers.get('location');
    return { status: response.status, location: location === null ? undefined : new URL(location, url).href, text: await response.text() };
  }

  /** Follows redirects until a page, or an address for which `until` is true. */
  async follow(url: string, until: (url: string) => boolean = () => false): Promise<{ url: string; text: string }> {
    for (let next = url, hop = 0; hop < 12; hop++) {
      if (until(next)) return { url: next, text: '' };
      const { location, text } = await this.open(next);
      if (location === undefined) return { url: next, text };
      next = location;
    }
    throw new Error('too many redirects');
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const [name = '', ...value] = pair.split('=');
    const attribute = (wanted: string): string | undefined => attributes.find((one) => one.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const expires = attribute('expires');
    if (expires !== undefined && Date.parse(expires) < Date.now()) this.#cookies.delete(name);
    else this.#cookies.set(name, { value: value.join('='), path: attribute('path') ?? '/' });
  }
}
