import { describe, expect, test } from '@jest/globals';
import type { Probe } from './network-probe.ts';
import { runSelfTest } from './self-test.ts';
import type { SelfTestParts } from './self-test.ts';

const good: Probe = {
  resolve: () => Promise.resolve({ ok: true, address: '192.0.2.1' }),
  connect: () => Promise.resolve({ ok: true }),
  tls: () => Promise.resolve({ ok: true, protocol: 'TLSv1.3', issuer: 'Test CA', validTo: '2027-01-01' }),
  health: () => Promise.resolve({ ok: true }),
};
const parts = (changes: Partial<Omit<SelfTestParts, 'probe'>> & { probe?: Partial<Probe> } = {}): SelfTestParts => ({
  server: new URL('https://genkan.example'),
  proxySetting: 'system',
  findProxy: () => Promise.resolve(undefined),
  enrolment: () => 'enrolled',
  deviceToken: () => Promise.resolve({ kind: 'token' }),
  policy: () => Promise.resolve({ fetched: true, ageSeconds: 3 }),
  clockOffsetMs: () => 0,
  now: () => new Date('2026-11-24T00:00:00Z'),
  ...changes,
  probe: { ...good, ...changes.probe },
});
const short = async (given: SelfTestParts) => (await runSelfTest(given)).steps.map(({ step, outcome, reason }) => `${step} ${outcome} ${reason}`);
const no = (code: string) => Promise.resolve({ ok: false as const, code });

describe('the self-test', () => {
  test('when all works, then every step says so', async () => {
    expect(await short(parts())).toEqual([
      'proxy ok proxy-not-used-system', 'dns ok resolved', 'connection ok connected', 'tls ok certificate-trusted',
      'server ok server-answers', 'device ok device-known', 'policy ok policy-fresh', 'clock ok clock-right',
    ]);
  });

  test.each([
    ['proxy failed proxy-unknown', { findProxy: () => Promise.reject(new Error('no')) }],
    ['dns failed name-unknown', { probe: { resolve: () => no('ENOTFOUND') } }],
    ['connection failed not-reachable', { probe: { connect: () => no('ECONNREFUSED') } }],
    ['connection failed proxy-not-reachable', { findProxy: () => Promise.resolve('http://proxy.example:8080'), probe: { connect: () => no('timeout') } }],
    ['tls failed certificate-expired', { probe: { tls: () => Promise.resolve({ ok: false as const, code: 'CERT_HAS_EXPIRED', refusal: 'certificate-expired' as const }) } }],
    ['server failed server-silent', { probe: { health: () => no('http-404') } }],
    ['server failed connection-broken', { probe: { health: () => no('ECONNRESET') } }],
    ['device failed enrolment-refused', { enrolment: () => 'refused' as const }],
    ['device failed device-refused', { deviceToken: () => Promise.resolve({ kind: 'refused' as const, status: 401, code: 'device-revoked' }) }],
    ['device failed device-unanswered', { deviceToken: () => Promise.resolve({ kind: 'unavailable' as const, reason: 'timeout' }) }],
    ['policy failed policy-old', { policy: () => Promise.resolve({ fetched: false, ageSeconds: 900 }) }],
    ['policy failed policy-missing', { policy: () => Promise.resolve({ fetched: false, ageSeconds: undefined }) }],
  ])('when "%s", then it is the only failure, and nothing behind it is tried', async (expected, changes) => {
    const steps = await short(parts(changes));
    const at = steps.indexOf(expected);
    expect(at).toBeGreaterThanOrEqual(0);
    expect(steps.slice(0, at).every((step) => step.includes(' ok '))).toBe(true);
    expect(steps.slice(at + 1, -1).every((step) => step.endsWith(' skipped after-failure'))).toBe(true);
  });

  test('when the proxy needs a password, then it is not told', async () => {
    const { steps } = await runSelfTest(parts({ proxySetting: 'own', findProxy: () => Promise.resolve('http://taro:hunter2@proxy.example:8080') }));
    expect(steps[0]).toMatchObject({ reason: 'proxy-used-own', detail: 'proxy.example:8080' });
    expect(JSON.stringify(steps)).not.toContain('hunter2');
  });

  test('when the clock is wrong, then it is a note with its size, also when the way is broken', async () => {
    const { steps } = await runSelfTest(parts({ clockOffsetMs: () => -600_000, probe: { connect: () => no('ENETUNREACH') } }));
    expect(steps.at(-1)).toEqual({ step: 'clock', outcome: 'warning', reason: 'clock-wrong', detail: '-600.0 s' });
  });
});
