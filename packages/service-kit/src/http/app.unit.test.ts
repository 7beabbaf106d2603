import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { errorEntry } from '../errors/error-table.ts';
import { Problem } from '../errors/problem.ts';
import { createLogger } from '../log.ts';
import { currentTraceparent } from '../trace.ts';
import { createApp, createMetricsApp, finishApp } from './app.ts';
import { formBody } from './body.ts';
import { createHealth } from './health.ts';
import { listen, type Listening } from './listen.ts';
import { parse } from './parse.ts';

const lines: string[] = [];
const log = createLogger({ service: 'test', level: 'debug', instance: 'x', destination: { write: (line) => void lines.push(line) } });
let broken = false;
const health = createHealth({
  redis: () => {
    if (broken) throw new Error('gone');
  },
});
const app = createApp({ log, health, service: 'test' });
app.post('/things/:id', (req, res) => {
  res.json(parse(z.object({ body: z.object({ n: z.number() }) }), req));
});
app.post('/form', formBody, (req, res) => {
  res.json(parse(z.object({ body: z.object({ a: z.string() }) }), req));
});
app.get('/trace', (_req, res) => void res.json({ traceparent: currentTraceparent() }));
app.get('/broken', () => {
  throw new Error('the seed is JBSWY3DP');
});
app.get('/outage', async () => {
  throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
});
app.get('/refused', () => {
  throw new Problem('assertion-expired', { detail: 'too old', extra: { serverTime: 'now' }, headers: { 'x-hint': '1' } });
});
app.get('/explains-5xx', () => {
  throw new Problem('attendance-unavailable', { detail: 'host 10.0.0.1' });
});
finishApp(app, log);

let server: Listening;
beforeAll(async () => {
  server = await listen(app, { host: '127.0.0.1', port: 0 });
});
afterAll(() => server.close());

const call = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${path}`, init);
const post = (path: string, body: string, type = 'application/json') => call(path, { method: 'POST', body, headers: { 'content-type': type } });

async function problemOf(response: Response): Promise<Record<string, unknown>> {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  return (await response.json()) as Record<string, unknown>;
}

describe('an app of the kit', () => {
  test.each([
    ['malformed JSON', '{', 'application/json', 400, 'malformed-json'],
    ['a bare string', '"x"', 'application/json', 400, 'malformed-json'],
    ['1 MB', JSON.stringify({ n: 'x'.repeat(1_000_000) }), 'application/json', 413, 'body-too-large'],
    ['plain text', 'n=1', 'text/plain', 415, 'unsupported-media-type'],
    ['a form', 'n=1', 'application/x-www-form-urlencoded', 415, 'unsupported-media-type'],
    ['an unknown charset', '{}', 'application/json; charset=x-nope', 415, 'unsupported-media-type'],
    ['a wrong field', '{"n":"1"}', 'application/json', 400, 'invalid-request'],
  ])('when the body is %s, then it is refused with a stable code', async (_what, body, type, status, code) => {
    const response = await post('/things/1', body, type);
    expect(response.status).toBe(status);
    expect(await problemOf(response)).toMatchObject({ code, status, id: expect.stringMatching(/^[0-9a-f]{32}$/) });
  });

  test('when a form is taken, then a field that comes twice is refused', async () => {
    expect(await (await post('/form', 'a=1', 'application/x-www-form-urlencoded')).json()).toEqual({ body: { a: '1' } });
    expect((await post('/form', 'a=1&a=2', 'application/x-www-form-urlencoded')).status).toBe(400);
  });

  test('when the program fails, then one fixed sentence goes out and the cause is in the log under the same id', async () => {
    const response = await call('/broken', { headers: { 'accept-language': 'en-US,en;q=0.8' } });
    const problem = await problemOf(response);
    expect(response.status).toBe(500);
    expect(problem).toMatchObject({ code: 'internal', title: errorEntry('internal').title.en });
    expect(JSON.stringify(problem)).not.toContain('JBSWY3DP');
    expect(lines.filter((line) => line.includes(problem['id'] as string)).join('')).toContain('request failed');
  });

  test('when a dependency is down, then it is unavailable and worth a retry', async () => {
    const response = await call('/outage');
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await problemOf(response)).toMatchObject({ code: 'unavailable' });
  });

  test('when a refusal explains itself, then below 500 it is shown and above it is not', async () => {
    const refused = await call('/refused');
    expect(refused.headers.get('x-hint')).toBe('1');
    expect(await problemOf(refused)).toMatchObject({ code: 'assertion-expired', detail: 'too old', serverTime: 'now', title: errorEntry('assertion-expired').title.ja });
    expect(await problemOf(await call('/explains-5xx'))).not.toHaveProperty('detail');
  });

  test('when the path is unknown or cannot be decoded, then it is a problem too', async () => {
    expect(await problemOf(await call('/nowhere'))).toMatchObject({ code: 'not-found' });
    expect(await problemOf(await call('/things/%E0%A4%A', { method: 'POST' }))).toMatchObject({ code: 'invalid-request' });
  });

  test('when a trace comes in, then it is continued; when it is malformed, then a new one begins', async () => {
    const trace = 'a'.repeat(32);
    const { traceparent } = (await (await call('/trace', { headers: { traceparent: `00-${trace}-${'b'.repeat(16)}-01` } })).json()) as { traceparent: string };
    expect(traceparent).toMatch(new RegExp(`^00-${trace}-(?!b{16})[0-9a-f]{16}-01$`));
    const fresh = (await (await call('/trace', { headers: { traceparent: 'evil' } })).json()) as { traceparent: string };
    expect(fresh.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  test('when data is answered, then no browser stores, sniffs, frames or runs it', async () => {
    const { headers } = await call('/trace');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('etag')).toBeNull();
  });

  test('when a dependency is gone, then the process is alive and not ready', async () => {
    expect((await call('/readyz')).status).toBe(200);
    broken = true;
    expect((await call('/readyz')).status).toBe(503);
    expect((await call('/healthz')).status).toBe(200);
    broken = false;
    health.drain();
    expect((await call('/readyz')).status).toBe(503);
  });

  test('when metrics are read, then a route is one series whatever its identifiers', async () => {
    await post('/things/secret-id', '{"n":1}');
    const text = await (await call('/metrics')).text();
    expect(text).toContain('route="/things/:id"');
    expect(text).not.toContain('secret-id');
  });

  test('when an app is public, then only a listener of its own shows the metrics', async () => {
    const open = finishApp(createApp({ log, health, service: 'test', showsMetrics: false }).use((_req, res) => void res.json('a page')), log);
    const [outside, inside] = await Promise.all([open, createMetricsApp(log)].map((it) => listen(it, { host: '127.0.0.1', port: 0 })));
    const statusOf = async (of: Listening | undefined, path: string) => (await fetch(`http://127.0.0.1:${of?.port}${path}`)).status;
    try {
      expect(await statusOf(outside, '/metrics')).toBe(404);
      expect(await statusOf(outside, '/METRICS/')).toBe(404);
      expect(await statusOf(inside, '/metrics')).toBe(200);
      expect(await statusOf(inside, '/healthz')).toBe(404);
    } finally {
      await Promise.all([outside?.close(), inside?.close()]);
    }
  });
});
