/** A browser without a screen: follows redirections, keeps cookies, fills in forms. */
export interface Browser {
  /** Opens an address and follows up to 20 redirections. */
  open(url: string, init?: RequestInit): Promise<Page>;
  /** Sends the page's first form with these values beside its hidden ones. */
  submit(page: Page, values: Readonly<Record<string, string>>): Promise<Page>;
}

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

const redirections = new Set([301, 302, 303, 307, 308]);
const maxRedirections = 20;

const decode = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (_all, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name] ?? "'");

const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag);
  const value = found?.[1] ?? found?.[2] ?? found?.[3];
  return value === undefined ? undefined : decode(value);
};

const firstForm = (page: Page): { readonly action: string; readonly values: Map<string, string> } => {
  const forms = [...page.text.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/gi)].map(([form]) => form);
  const form = forms.find((candidate) => /type=["']?password/i.test(candidate)) ?? forms[0];
  if (form === undefined) throw new Error(`${page.url} has no form (status ${page.status}).`);
  const values = new Map<string, string>();
  for (const [input] of form.matchAll(/<input\b[^>]*>/gi)) {
    const name = attribute(input, 'name');
    if (name !== undefined) values.set(name, attribute(input, 'value') ?? '');
  }
  return { action: new URL(attribute(form, 'action') ?? '', page.url).href, values };
};

/** Cookies by host; ports share them (RFC 6265, 8.5). */
const cookieJar = () => {
  const hosts = new Map<string, Map<string, string>>();
  const of = (url: string): Map<string, string> => {
    const host = new URL(url).hostname;
    const cookies = hosts.get(host) ?? new Map<string, string>();
    hosts.set(host, cookies);
    return cookies;
  };
  return {
    header: (url: string): string => [...of(url)].map(([name, value]) => `${name}=${value}`).join('; '),
    keep(url: string, headers: Headers): void {
      for (const line of headers.getSetCookie()) {
        const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
        const name = pair.slice(0, pair.indexOf('='));
        const value = pair.slice(pair.indexOf('=') + 1);
        const expires = attributes.find((text) => /^expires=/i.test(text))?.slice('expires='.length);
        const gone = attributes.some((text) => /^max-age=0$/i.test(text)) || (expires !== undefined && Date.parse(expires) < Date.now());
        if (gone) of(url).delete(name);
        else of(url).set(name, value);
      }
    },
  };
};

export const createBrowser = (): Browser => {
  const jar = cookieJar();

  const request = async (url: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    const cookies = jar.header(url);
    if (cookies !== '') headers.set('cookie', cookies);
    const answer = await fetch(url, { ...init, headers, redirect: 'manual', signal: AbortSignal.timeout(30_000) });
    jar.keep(url, answer.headers);
    return answer;
  };

  const open = async (start: string, init: RequestInit = {}): Promise<Page> => {
    let url = start;
    let answer = await request(url, init);
    for (let count = 0; redirections.has(answer.status) && count < maxRedirections; count += 1) {
      await answer.body?.cancel();
      url = new URL(answer.headers.get('location') ?? '', url).href;
      answer = await request(url, answer.status === 307 || answer.status === 308 ? init : {});
    }
    return { url, status: answer.status, text: await answer.text() };
  };

  return {
    open,
    async submit(page, values) {
      const form = firstForm(page);
      for (const [name, value] of Object.entries(values)) form.values.set(name, value);
      return open(form.action, { method: 'POST', body: new URLSearchParams([...form.values]), headers: { origin: new URL(page.url).origin } });
    },
  };
};
