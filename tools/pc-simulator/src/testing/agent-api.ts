import { createPublicKey, randomUUID, verify } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateSecret, generateURI, verify as verifyOtp } from 'otplib';
import { z } from 'zod';

/**
 * A small real HTTP server that speaks the agent API, for tests of the agent's process without the whole
 * stack. It judges what the real server judges where the agent's behaviour depends on it: the assertion's
 * signature and time, the token, repeated event ids, replayed codes.
 */
export interface AgentApi {
  readonly url: string;
  /** Every session event in the order of arrival, each id once. */
  readonly events: ReceivedEvent[];
  /** Ids that arrived again with another body. */
  readonly conflicts: string[];
  readonly requests: { method: string; path: string }[];
  /** Server clock minus real clock, in milliseconds. */
  setClock(offsetMs: number): void;
  /** The next `count` requests to this path get this answer instead. `reset`: the connection breaks after the work was done. */
  fail(path: string, count: number, how: { status: number; code?: string; retryAfter?: string } | 'reset' | 'silence'): void;
  /** Rejects each event of this kind. */
  rejectKind(kind: string): void;
  setMethods(methods: { first: string; second?: string }[]): void;
  /** Makes every token issued so far stale. */
  staleTokens(): void;
  close(): Promise<void>;
}

export interface ReceivedEvent {
  readonly eventId: string;
  readonly deviceId: string;
  readonly kind: string;
  readonly occurredAt: string;
  readonly sequence: number;
  readonly inferred: boolean;
  readonly source: string;
  readonly windowsAccount?: string;
  readonly clockOffsetMs: number;
  /** User tied to the account when the event arrived. */
  readonly userId?: string;
}

export const enrolmentToken = 'enrolment-token-of-the-test';
export const activationCode = 'ACTIVATE-0001';

interface Device {
  publicKey: JsonWebKey;
  links: Map<string, { otp?: { secret: string; lastStep: number } }>;
}

interface Answer {
  status: number;
  body?: object;
  headers?: Record<string, string>;
}

const AnyBody = z.record(z.string(), z.unknown());
const problem = (status: number, code: string, extra: object = {}): Answer => ({ status, body: { code, status, ...extra } });

export async function startAgentApi(): Promise<AgentApi> {
  const devices = new Map<string, Device>();
  const tokens = new Map<string, string>();
  const jtis = new Set<string>();
  const offers = new Map<string, { deviceId: string; windowsSid: string; secret: string }>();
  const verdicts = new Map<string, 'accepted' | 'refused'>();
  const bodies = new Map<string, string>();
  const failures = new Map<string, { count: number; how: Parameters<AgentApi['fail']>[2] }>();
  const events: ReceivedEvent[] = [];
  const conflicts: string[] = [];
  const requests: { method: string; path: string }[] = [];
  const rejected = new Set<string>();
  let offsetMs = 0;
  let methods: { first: string; second?: string }[] = [{ first: 'password' }];
  const now = () => Date.now() + offsetMs;
  const serverTime = () => new Date(now()).toISOString();

  function enrol(body: Record<string, unknown>): Answer {
    if (body['enrolmentToken'] !== enrolmentToken) return problem(403, 'enrolment-token-invalid');
    const deviceId = randomUUID();
    devices.set(deviceId, { publicKey: body['publicKey'] as JsonWebKey, links: new Map() });
    return { status: 201, body: { deviceId, companyId: 'c1', companyName: '株式会社テスト', serverTime: serverTime() } };
  }

  function token(form: URLSearchParams): Answer {
    const [header = '', payload = '', signature = ''] = (form.get('assertion') ?? '').split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string; aud: string; jti: string; iat: number; exp: number };
    const device = devices.get(claims.sub);
    if (device === undefined || claims.aud !== 'genkan-agent-token') return problem(401, 'assertion-invalid');
    const key = createPublicKey({ key: device.publicKey, format: 'jwk' });
    const signed = verify('sha256', Buffer.from(`${header}.${payload}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
    if (!signed) return problem(401, 'assertion-invalid');
    const seconds = now() / 1_000;
    if (claims.exp < seconds || claims.iat > seconds + 30) return problem(401, 'assertion-expired', { serverTime: serverTime() });
    if (jtis.has(claims.jti)) return problem(401, 'assertion-replayed');
    jtis.add(claims.jti);
    const value = randomUUID();
    tokens.set(value, claims.sub);
    return { status: 200, body: { access_token: value, token_type: 'Bearer', expires_in: 600, server_time: serverTime() } };
  }

  function receive(deviceId: string, device: Device, body: Record<string, unknown>): Answer {
    const batch = body['events'] as (ReceivedEvent & { windowsSid?: string })[];
    const results = batch.map((event) => {
      if (rejected.has(event.kind)) return { eventId: event.eventId, result: 'rejected', code: 'invalid-event', detail: 'The test rejects this kind.' };
      const text = JSON.stringify(event);
      const earlier = bodies.get(event.eventId);
      if (earlier === undefined) {
        bodies.set(event.eventId, text);
        const linked = event.windowsSid !== undefined && device.links.has(event.windowsSid);
        events.push({ ...event, deviceId, ...(linked ? { userId: `user-of-${event.windowsSid}` } : {}) });
      } else if (earlier !== text) conflicts.push(event.eventId);
      return { eventId: event.eventId, result: 'accepted' };
    });
    return { status: 200, body: { results, serverTime: serverTime() } };
  }

  async function check(device: Device, body: Record<string, unknown>): Promise<Answer> {
    const checkId = String(body['checkId']);
    const otp = device.links.get(String(body['windowsSid']))?.otp;
    const earlier = verdicts.get(checkId);
    const verdict = earlier ?? (otp !== undefined && (await takeCode(otp, String(body['code']))) ? 'accepted' : 'refused');
    verdicts.set(checkId, verdict);
    return { status: 200, body: { verdict, serverTime: serverTime() } };
  }

  async function takeCode(otp: { secret: string; lastStep: number }, code: string): Promise<boolean> {
    const result = await verifyOtp({ secret: otp.secret, token: code, epoch: Math.floor(Date.now() / 1_000), epochTolerance: [30, 0] });
    if (!result.valid || !('timeStep' in result) || result.timeStep <= otp.lastStep) return false;
    otp.lastStep = result.timeStep;
    return true;
  }

  async function register(deviceId: string, device: Device, path: string, body: Record<string, unknown>): Promise<Answer> {
    const windowsSid = String(body['windowsSid']);
    const link = device.links.get(windowsSid);
    if (link === undefined) return problem(403, 'account-not-linked');
    const registrationId = /registrations\/([^/]+)\/confirmation$/.exec(path)?.[1];
    if (registrationId === undefined) {
      if (link.otp !== undefined) return problem(409, 'credential-exists');
      const id = randomUUID();
      const secret = generateSecret({ length: 20 });
      offers.set(id, { deviceId, windowsSid, secret });
      const uri = generateURI({ issuer: 'Genkan', label: windowsSid, secret });
      return { status: 201, body: { registrationId: id, uri, secret, expiresAt: serverTime() } };
    }
    const offer = offers.get(registrationId);
    if (offer === undefined) return problem(404, 'registration-not-found');
    const otp = { secret: offer.secret, lastStep: 0 };
    if (!(await takeCode(otp, String(body['code'])))) return problem(422, 'registration-code-refused');
    link.otp = { secret: offer.secret, lastStep: 0 };
    return { status: 200, body: { confirmed: true } };
  }

  function policy(device: Device): Answer {
    const accounts = [...device.links].map(([windowsSid, { otp }]) => ({
      windowsSid,
      userId: `user-of-${windowsSid}`,
      language: 'ja',
      otpRegistered: otp !== undefined,
      locked: false,
      methods,
      scenarios: { logon: true, unlock: true, rdp: true, credui: false },
    }));
    const version = `${JSON.stringify(accounts).length}`;
    return { status: 200, body: { version, serverTime: serverTime(), accounts, unlinkedMethods: [{ first: 'password' }] } };
  }

  async function serve(method: string, path: string, headers: IncomingMessage['headers'], text: string): Promise<Answer> {
    if (path === '/api/agent/v1/token') return token(new URLSearchParams(text));
    const body = text === '' ? {} : AnyBody.parse(JSON.parse(text));
    if (path === '/api/agent/v1/enrolments') return enrol(body);
    const deviceId = tokens.get((headers.authorization ?? '').replace('Bearer ', ''));
    if (deviceId === undefined) return problem(401, 'token-stale');
    const device = devices.get(deviceId);
    if (device === undefined) return problem(401, 'device-revoked');
    if (path === '/api/agent/v1/session-events') return receive(deviceId, device, body);
    if (path === '/api/agent/v1/policy') return policy(device);
    if (path === '/api/agent/v1/logon-checks') return check(device, body);
    if (path.startsWith('/api/agent/v1/otp-registrations')) return register(deviceId, device, path, body);
    if (path === '/api/agent/v1/account-links') {
      if (body['activationCode'] !== activationCode) return problem(403, 'activation-code-invalid');
      device.links.set(String(body['windowsSid']), {});
      tokens.clear();
      return { status: 201, body: { userId: 'u1', displayName: '山田 太郎', employeeCode: '1001', linkedAt: serverTime() } };
    }
    if (method === 'DELETE' && path.startsWith('/api/agent/v1/account-links/')) {
      device.links.delete(decodeURIComponent(path.slice(path.lastIndexOf('/') + 1)));
      return { status: 204 };
    }
    return problem(404, 'not-found');
  }

  function injected(path: string) {
    const failure = failures.get(path);
    if (failure === undefined || failure.count === 0) return undefined;
    failure.count -= 1;
    return failure.how;
  }

  const server = createServer((req, res) => {
    const { method = '', url: path = '' } = req;
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      void (async () => {
        requests.push({ method, path });
        const failure = injected(path);
        if (failure === 'silence') return;
        const instead = failure === undefined || failure === 'reset' ? undefined : failure;
        const answer: Answer =
          instead === undefined
            ? await serve(method, path, req.headers, Buffer.concat(chunks).toString())
            : { status: instead.status, body: { code: instead.code ?? 'internal' }, ...(instead.retryAfter === undefined ? {} : { headers: { 'retry-after': instead.retryAfter } }) };
        if (failure === 'reset') return req.socket.destroy();
        res.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
        res.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
      })();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    events,
    conflicts,
    requests,
    setClock: (ms) => void (offsetMs = ms),
    fail: (path, count, how) => void failures.set(`/api/agent/v1/${path}`, { count, how }),
    rejectKind: (kind) => void rejected.add(kind),
    setMethods: (next) => void (methods = next),
    staleTokens: () => tokens.clear(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
