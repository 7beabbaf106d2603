import { createApp, createHealth, createLogger, deviceOf, finishApp, gatewayGuards, listen, newId, operatorOf, clientIpOf, callerOf, systemClock, type Listening } from '@genkan/service-kit';
import { eventually, expectProblem, testClock } from '@genkan/test-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { addressBlock } from '../http/client-address.ts';
import { redisLimiter } from '../limits/limiter.redis.ts';
import { limits } from '../limits/limits.ts';
import { startTestGateway, untilReady, type TestGateway } from '../testing/test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await untilReady(gateway);
}, 60_000);
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.services.calls.length = 0;
  gateway.services.answer = ({ service, path }) => ({ status: 200, body: { service, path } });
});

/** An address that no other test has. */
const source = () => `2001:db8:${Math.floor(Math.random() * 0xffff).toString(16)}:${Math.floor(Math.random() * 0xffff).toString(16)}::1`;
const asPc = (headers: Record<string, string> = {}) => ({ authorization: `Bearer ${gateway.deviceToken()}`, 'x-forwarded-for': source(), ...headers });
const asOperator = (headers: Record<string, string> = {}) => ({ authorization: `Bearer ${gateway.operatorToken}`, 'x-forwarded-for': source(), ...headers });
const json = { 'content-type': 'application/json' };

describe('a forwarded call', () => {
  test('when a PC calls, then the service gets path, body and the proved PC, and nothing the PC says of itself', async () => {
    const spoofed = { 'genkan-device': 'x', 'genkan-client-ip': '1.1.1.1', 'x-tenant-id': 'other', cookie: 'a=b', 'user-agent': 'genkan-agent/2.0.1', 'x-forwarded-for': '203.0.113.5' };
    const response = await gateway.call('/api/agent/v1/logon-checks?x=1', { method: 'POST', body: '{"code":"1"}', headers: asPc({ ...json, ...spoofed }) });
    expect(await response.json()).toEqual({ service: 'identity', path: '/api/agent/v1/logon-checks?x=1' });
    const [call] = gateway.services.calls;
    expect(call).toMatchObject({ method: 'POST', body: '{"code":"1"}', headers: { 'genkan-client-ip': '203.0.113.5', 'content-type': 'application/json' } });
    expect(JSON.parse(Buffer.from(call!.headers['genkan-device']!, 'base64url').toString())).toMatchObject({ pcName: 'PC-01', ip: '203.0.113.5', clientVersion: '2.0.1' });
    expect(Object.keys(call!.headers).sort()).toEqual(
      ['accept', 'accept-language', 'authorization', 'connection', 'content-length', 'content-type', 'genkan-client-ip', 'genkan-device', 'host', 'traceparent'],
    );
  });

  describe('at a real service', () => {
    let service: Listening;
    let before: TestGateway;
    beforeAll(async () => {
      const log = createLogger({ service: 'policy', level: 'silent', instance: 'test' });
      const app = createApp({ log, health: createHealth({}), service: 'policy' });
      const port = (await listenOnce()).port;
      before = await startTestGateway({ config: { services: { ...gateway.config.services, policy: `http://127.0.0.1:${port}` }, deviceTokenKeys: gateway.config.deviceTokenKeys } });
      const guards = gatewayGuards({ service: 'policy', publicKeys: before.publicKeys, log });
      app.get('/api/agent/v1/policy', guards.device, (req, res) => void res.json({ device: deviceOf(req), ip: clientIpOf(req) }));
      app.get('/api/operator/v1/companies', guards.operator, (req, res) => void res.json(operatorOf(req)));
      app.post('/api/operator/v1/companies', guards.operator, (req, res) => void res.status(201).json({ caller: callerOf(req), body: req.body as unknown, key: req.get('idempotency-key') }));
      finishApp(app, log);
      service = await listen(app, { host: '127.0.0.1', port });
      await untilReady(before);
    }, 60_000);
    afterAll(async () => {
      await before.close();
      await service.close();
    });
    const listenOnce = async () => {
      const probe = await listen((_req, res) => res.end(), { host: '127.0.0.1', port: 0 });
      await probe.close();
      return probe;
    };

    test('when PCs and operators call, then its guards accept the gateway\'s tokens and know who called', async () => {
      const companyId = newId();
      const policy = await before.call('/api/agent/v1/policy', { headers: { authorization: `Bearer ${before.deviceToken({ companyId, deviceId: 'd' })}`, 'x-forwarded-for': '203.0.113.5' } });
      expect(await policy.json()).toMatchObject({ device: { kind: 'device', companyId, deviceId: 'd' }, ip: '203.0.113.5' });
      const headers = { ...json, authorization: `Bearer ${before.operatorToken}`, 'idempotency-key': 'key-1' };
      expect(await (await before.call('/api/operator/v1/companies', { headers })).json()).toEqual({ kind: 'operator', operator: 'test-operator' });
      const created = await before.call('/api/operator/v1/companies', { method: 'POST', body: '{"a":1}', headers });
      expect([created.status, await created.json()]).toEqual([201, { caller: { kind: 'operator', operator: 'test-operator' }, body: { a: 1 }, key: 'key-1' }]);
    });

    test('when somebody calls the service itself, then it is refused', async () => {
      const direct = await fetch(`http://127.0.0.1:${service.port}/api/agent/v1/policy`, { headers: { authorization: `Bearer ${before.deviceToken()}` } });
      await expectProblem(direct, 'unauthorized');
    });
  });

  test('when the service answers with a problem, then it comes through as it is', async () => {
    gateway.services.answer = () => ({ status: 409, body: { code: 'check-conflict' }, headers: { 'content-type': 'application/problem+json', 'retry-after': '7', 'set-cookie': 'a=b', server: 'x' } });
    const response = await gateway.call('/api/agent/v1/logon-checks', { method: 'POST', body: '{}', headers: asPc(json) });
    expect([response.status, await response.json()]).toEqual([409, { code: 'check-conflict' }]);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(response.headers.get('server')).toBeNull();
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('when the service hangs up, then the answer is upstream-unavailable', async () => {
    gateway.services.answer = () => 'hang-up';
    await expectProblem(await gateway.call('/api/agent/v1/policy', { headers: asPc() }), 'upstream-unavailable');
  });

  test.each([
    ['1 MB', 'x'.repeat(1_000_000)],
    ['one byte over 256 kB', 'x'.repeat(256 * 1024 + 1)],
  ])('when the body has %s, then no service sees it', async (_what, body) => {
    await expectProblem(await gateway.call('/api/agent/v1/logon-checks', { method: 'POST', body, headers: asPc(json) }), 'body-too-large');
    expect(gateway.services.calls).toEqual([]);
  });

  test('when a body comes in chunks, then it is passed on within the same limit', async () => {
    const chunks = (count: number) => new Blob(Array.from({ length: count }, () => 'x'.repeat(1024))).stream();
    const send = (count: number) => gateway.call('/api/agent/v1/logon-checks', { method: 'POST', body: chunks(count), duplex: 'half', headers: asPc(json) });
    expect((await send(100)).status).toBe(200);
    expect(gateway.services.calls[0]?.body).toHaveLength(100 * 1024);
    expect(await send(400).then(({ status }) => status, () => 413)).toBe(413);
    expect(gateway.services.calls).toHaveLength(1);
  });

  test('when the same PC calls often, then calls of one caller share a token, and tokens never mix services', async () => {
    await gateway.call('/api/agent/v1/policy', { headers: asPc() });
    await gateway.call('/api/agent/v1/policy', { headers: asPc() });
    await gateway.call('/api/agent/v1/otp-registrations', { method: 'POST', body: '{}', headers: asPc(json) });
    const [one, two, three] = gateway.services.calls.map(({ headers }) => headers['authorization']);
    expect(one).toBe(two);
    expect(three).not.toBe(one);
  });

  test.each(['/api/agent/v1/nothing', '/api/console/v1/nothing', '/api/operator/v1/companies/x', '/api', '/internal/console-sign-in', '/api/agent/v1/policy/', '//api/agent/v1/policy', '/api/agent/v1/%70olicy'])(
    'when %s is called, then there is nothing',
    async (path) => {
      await expectProblem(await gateway.call(path, { headers: asPc({ accept: 'application/json' }) }), 'not-found');
      expect(gateway.services.calls).toEqual([]);
    },
  );

  test.each([
    ['GET', '/api/agent/v1/policy', 'device-token-invalid'],
    ['GET', '/api/console/v1/users', 'not-logged-in'],
    ['DELETE', '/api/console/v1/session', 'not-logged-in'],
    ['GET', '/api/operator/v1/companies', 'operator-token-invalid'],
  ] as const)('when %s %s comes with the credentials of another door, then it is %s', async (method, path, code) => {
    const tokens = [gateway.operatorToken, gateway.deviceToken()].filter((token) => (code === 'device-token-invalid' ? token === gateway.operatorToken : true));
    for (const token of tokens.filter((token) => code !== 'operator-token-invalid' || token !== gateway.operatorToken)) {
      await expectProblem(await gateway.call(path, { method, headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': source() } }), code);
    }
    expect(gateway.services.calls).toEqual([]);
  });
});

describe('limits at the door', () => {
  const wrong = (from: string, token = 'wrong') => gateway.call('/api/operator/v1/companies', { headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': from } });

  test('when operator tokens are guessed, then the address is shut out, also with the right one, and no other is', async () => {
    const from = source();
    const most = limits['refused-operator-source'].most;
    for (let guess = 0; guess < most; guess += 1) await expectProblem(await wrong(from), 'operator-token-invalid');
    const refused = await wrong(from, gateway.operatorToken);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await expectProblem(refused, 'rate-limited');
    // Another address of the same block is the same household.
    await expectProblem(await wrong(from.replace('::1', ':9:9:9:9'), gateway.operatorToken), 'rate-limited');
    expect((await gateway.call('/api/operator/v1/companies', { headers: asOperator() })).status).toBe(200);
  });

  test('when enrolments of an address are refused again and again, then it is shut out', async () => {
    gateway.services.answer = () => ({ status: 403, body: { code: 'enrolment-token-invalid' } });
    const from = source();
    const enrol = () => gateway.call('/api/agent/v1/enrolments', { method: 'POST', body: '{}', headers: { ...json, 'x-forwarded-for': from } });
    for (let guess = 0; guess < limits['refused-source'].most; guess += 1) expect((await enrol()).status).toBe(403);
    const calls = gateway.services.calls.length;
    await expectProblem(await enrol(), 'rate-limited');
    expect(gateway.services.calls).toHaveLength(calls);
  });

  test('when PCs that proved their key are refused again and again, then others of their address still get tokens', async () => {
    const from = source();
    const token = () => gateway.call('/api/agent/v1/token', { method: 'POST', body: 'x=y', headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': from } });
    gateway.services.answer = () => ({ status: 401, body: { code: 'device-revoked' }, headers: { 'genkan-problem': 'device-revoked' } });
    for (let ask = 0; ask < limits['refused-source'].most; ask += 1) expect((await token()).status).toBe(401);
    gateway.services.answer = () => ({ status: 200, body: {} });
    const granted = await token();
    expect(granted.status).toBe(200);
    expect(granted.headers.get('genkan-problem')).toBeNull();
  });

  test('when the content is known already, then 304 goes back with its tag', async () => {
    gateway.services.answer = ({ headers }) => (headers['if-none-match'] === '"7"' ? { status: 304, headers: { etag: '"7"' } } : { status: 200, body: {}, headers: { etag: '"7"' } });
    const policy = (headers: Record<string, string>) => gateway.call('/api/agent/v1/policy', { headers: asPc(headers) });
    expect((await policy({})).headers.get('etag')).toBe('"7"');
    expect((await policy({ 'if-none-match': '"7"' })).status).toBe(304);
  });

  test('when one PC runs wild, then it alone is slowed down', async () => {
    const token = gateway.deviceToken();
    const call = (bearer: string) => gateway.call('/api/agent/v1/policy', { headers: { authorization: `Bearer ${bearer}` } });
    // More than twice the limit, so that the border of a window may lie between.
    const rounds = Array.from({ length: Math.ceil((limits['device-calls'].most * 2) / 50) + 1 });
    const refused = [];
    for (const _round of rounds) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => call(token)));
      refused.push(...answers.filter(({ status }) => status === 429));
    }
    expect(refused.length).toBeGreaterThan(0);
    expect((await call(gateway.deviceToken())).status).toBe(200);
  }, 30_000);

  test('when one PC runs wild at two gateways, then their sum is limited', async () => {
    const clock = testClock(new Date());
    const both = await Promise.all([startTestGateway({ clock }), startTestGateway({ clock })]);
    try {
      await Promise.all(both.map(untilReady));
      const { most } = limits['device-calls'];
      const statuses: number[] = [];
      const device = { companyId: newId(), deviceId: newId() };
      for (let call = 0; call < most + 100; call += 50) {
        const answers = both.flatMap((gateway) =>
          Array.from({ length: 25 }, () => gateway.call('/api/agent/v1/policy', { headers: { authorization: `Bearer ${gateway.deviceToken(device)}` } })),
        );
        statuses.push(...(await Promise.all(answers)).map(({ status }) => status));
      }
      expect(statuses.filter((status) => status === 200)).toHaveLength(most);
      expect(statuses.filter((status) => status === 429)).toHaveLength(statuses.length - most);
    } finally {
      await Promise.all(both.map((gateway) => gateway.close()));
    }
  }, 60_000);

  test('when the session is asked for again and again by one address, then it is shut out, and can log out all the same', async () => {
    const from = source();
    const { most } = limits['session-source'];
    const limiter = redisLimiter(gateway.adapters.redis, systemClock);
    // Of this window and, should it end meanwhile, of the next one.
    const later = redisLimiter(gateway.adapters.redis, () => new Date(Date.now() + limits['session-source'].windowSeconds * 1_000));
    await Promise.all(Array.from({ length: most }, () => [limiter, later].map((each) => each.charge('session-source', addressBlock(from.replace('::1', '::2'))))).flat());
    const session = (method: string, at: string) => gateway.call('/api/console/v1/session', { method, headers: { 'x-forwarded-for': at } });
    await expectProblem(await session('GET', from), 'rate-limited');
    await expectProblem(await session('DELETE', from), 'not-logged-in');
    await expectProblem(await session('GET', source()), 'not-logged-in');
  });

  test('when Redis is away, then nobody enrols, logs in or operates, and session events and logon checks are still taken', async () => {
    const cut = await startTestGateway({ config: { redisUrl: 'redis://127.0.0.1:1', deviceTokenKeys: gateway.config.deviceTokenKeys } });
    try {
      await expectProblem(await cut.call('/api/agent/v1/enrolments', { method: 'POST', body: '{}', headers: json }), 'unavailable');
      await expectProblem(await cut.call('/api/operator/v1/companies', { headers: { authorization: `Bearer ${cut.operatorToken}` } }), 'unavailable');
      await expectProblem(await cut.call('/api/console/v1/session', { headers: { cookie: 'genkan-session=x' } }), 'unavailable');
      expect((await cut.call('/sso/login?iss=https://a.example', { headers: { accept: 'text/html' } })).status).toBe(503);
      expect(cut.services.calls).toEqual([]);
      await eventually(async () => {
        const events = await cut.call('/api/agent/v1/session-events', { method: 'POST', body: '{"events":[{}]}', headers: { ...json, authorization: `Bearer ${cut.deviceToken()}` } });
        expect(events.status).toBe(200);
      });
      // Whether the code is right, identity says, which refuses by itself while Redis is away.
      const check = await cut.call('/api/agent/v1/logon-checks', { method: 'POST', body: '{}', headers: { ...json, authorization: `Bearer ${cut.deviceToken()}` } });
      expect(await check.json()).toEqual({ service: 'identity', path: '/api/agent/v1/logon-checks' });
    } finally {
      await cut.close();
    }
  }, 60_000);
});
