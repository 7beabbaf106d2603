import { createPrivateKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';

/** The agent API spoken by hand, for what the real agent would never send. */
export interface Device {
  readonly deviceId: string;
  readonly companyId: string;
  /** A fresh access token (RFC 7523). */
  logIn(options?: { assertion?: string }): Promise<Response>;
  assertion(changes?: Readonly<Record<string, unknown>>): string;
  call(method: string, path: string, body?: unknown, options?: { gateway?: string; token?: string; raw?: string }): Promise<Response>;
}

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export const postJson = (url: string, body: unknown, headers: Readonly<Record<string, string>> = {}, method = 'POST'): Promise<Response> =>
  fetch(url, { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body), signal: AbortSignal.timeout(20_000) });

export const enrolDevice = async (gateway: string, enrolmentToken: string, pcName: string, headers: Readonly<Record<string, string>> = {}): Promise<Device> => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
  const enrolment = { enrolmentToken, publicKey: { kty, crv, x, y }, pcName, agentVersion: '0.1.0', osVersion: 'test' };
  const answer = await postJson(`${gateway}/api/agent/v1/enrolments`, enrolment, headers);
  if (answer.status !== 201) throw new Error(`The enrolment was answered ${answer.status}: ${await answer.text()}`);
  const { deviceId, companyId } = (await answer.json()) as { deviceId: string; companyId: string };
  const key = createPrivateKey({ key: privateKey.export({ format: 'jwk' }), format: 'jwk' });

  const assertion: Device['assertion'] = (changes = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: deviceId, sub: deviceId, aud: 'genkan-agent-token', jti: randomUUID(), iat: now, exp: now + 120, ...changes };
    const signed = `${base64url({ alg: 'ES256', typ: 'JWT' })}.${base64url(claims)}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  };
  const logIn: Device['logIn'] = (options = {}) =>
    fetch(`${gateway}/api/agent/v1/token`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ grant_type: grantType, assertion: options.assertion ?? assertion() }),
      signal: AbortSignal.timeout(20_000),
    });

  let cached: string | undefined;
  const tokenOf = async (): Promise<string> => {
    if (cached === undefined) {
      const granted = await logIn();
      if (!granted.ok) throw new Error(`The token was refused: ${await granted.text()}`);
      cached = ((await granted.json()) as { access_token: string }).access_token;
    }
    return cached;
  };
  const call: Device['call'] = async (method, path, body, options = {}) => {
    const send = async (): Promise<Response> =>
      fetch(`${options.gateway ?? gateway}/api/agent/v1${path}`, {
        method,
        headers: { ...headers, authorization: `Bearer ${options.token ?? (await tokenOf())}`, 'content-type': 'application/json' },
        ...(options.raw !== undefined ? { body: options.raw } : body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(30_000),
      });
    const answer = await send();
    if (answer.status !== 401 || options.token !== undefined) return answer;
    // Links changed since the token was issued: a new one, once.
    cached = undefined;
    return send();
  };
  return { deviceId, companyId, logIn, assertion, call };
};

export const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as { code: string }).code;

/** A session event as the agent would send it. */
export const sessionEvent = (changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  eventId: randomUUID(),
  kind: 'logon',
  windowsSid: 'S-1-5-21-1-2-3-1001',
  windowsAccount: 'PC\\taro',
  sessionId: 1,
  occurredAt: new Date().toISOString(),
  utcOffsetMinutes: 540,
  monotonicMs: 60_000,
  bootId: randomUUID(),
  sequence: 1,
  source: 'console',
  inferred: false,
  clockOffsetMs: 0,
  clientVersion: '0.1.0',
  ...changes,
});
