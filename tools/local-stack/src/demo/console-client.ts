import { CallRefused, readAnswer } from './api-call.ts';
import { type Browser, createBrowser } from './browser.ts';

/** Genkan's console API with the session of an administrator who logged in. */
export interface ConsoleClient {
  call(method: string, path: string, body?: unknown): Promise<unknown>;
}

export interface Login {
  readonly gatewayUrl: string;
  readonly issuer: string;
  readonly account: string;
  readonly password: string;
}

const attempt = async (browser: Browser, { gatewayUrl, issuer, account, password }: Login): Promise<void> => {
  const form = await browser.open(`${gatewayUrl}/sso/login?iss=${encodeURIComponent(issuer)}`);
  if (form.status >= 400) readAnswer(`GET ${new URL(form.url).pathname}`, form.status, form.text);
  const landed = await browser.submit(form, { account, password });
  if (landed.status >= 400) readAnswer(`GET ${new URL(landed.url).pathname}`, landed.status, landed.text);
};

/**
 * Logs in by the way of a person: third-party-initiated login at the gateway, the attendance system's
 * form, back with a code.
 * @throws CallRefused when the password is wrong or the administrator may not use Genkan
 */
export const logIn = async (login: Login): Promise<ConsoleClient> => {
  const browser = createBrowser();
  await attempt(browser, login);
  let csrfToken = '';
  const call: ConsoleClient['call'] = async (method, path, body) => {
    const page = await browser.open(`${login.gatewayUrl}/api/console/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(method === 'GET' ? {} : { 'genkan-csrf': csrfToken }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return readAnswer(`${method} ${path}`, page.status, page.text);
  };
  const session = (await call('GET', '/session')) as { csrfToken?: string } | undefined;
  if (session?.csrfToken === undefined) throw new CallRefused('GET /session', 401, 'not-logged-in', '');
  csrfToken = session.csrfToken;
  return { call };
};
