import type { EnrolmentState } from '../../enrolment/enrolment.ts';
import type { GatewayFailure } from '../../gateway-client/gateway.port.ts';
import type { Probe } from './network-probe.ts';

/** What a step can find; the page has a sentence for each, and what to do. */
export type SelfTestReason =
  | 'proxy-not-used-none'
  | 'proxy-not-used-system'
  | 'proxy-not-used-own'
  | 'proxy-used-system'
  | 'proxy-used-own'
  | 'proxy-unknown'
  | 'resolved'
  | 'name-unknown'
  | 'connected'
  | 'not-reachable'
  | 'proxy-not-reachable'
  | 'certificate-trusted'
  | 'not-encrypted'
  | 'certificate-untrusted'
  | 'certificate-expired'
  | 'certificate-not-yet-valid'
  | 'certificate-other-name'
  | 'proxy-refuses'
  | 'tls-failed'
  | 'server-answers'
  | 'server-silent'
  | 'connection-broken'
  | 'enrolment-no-token'
  | 'enrolment-trying'
  | 'enrolment-refused'
  | 'device-known'
  | 'device-refused'
  | 'device-unanswered'
  | 'policy-fresh'
  | 'policy-old'
  | 'policy-missing'
  | 'clock-right'
  | 'clock-wrong'
  | 'after-failure';

/** One step of the way to the server, in the order in which a request takes them. */
export interface SelfTestStep {
  readonly step: 'proxy' | 'dns' | 'connection' | 'tls' | 'server' | 'device' | 'policy' | 'clock';
  /** `skipped`: an earlier step failed, or this PC does not need it. */
  readonly outcome: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly reason: SelfTestReason;
  /** Facts to show beside it: addresses, dates, error codes. Never a secret. */
  readonly detail: string;
}

export interface SelfTestReport {
  /** ISO 8601, UTC, by the PC's clock. */
  readonly at: string;
  readonly steps: readonly SelfTestStep[];
}

export interface SelfTestParts {
  readonly server: URL;
  /** How the proxy was chosen. */
  readonly proxySetting: 'none' | 'system' | 'own';
  /** Throws when the host cannot tell. */
  findProxy(): Promise<string | undefined>;
  readonly probe: Probe;
  enrolment(): EnrolmentState;
  /** Whether the server gives this PC an access token. */
  deviceToken(): Promise<{ kind: 'token' } | GatewayFailure>;
  /** Fetches the policy; age of the newest one in seconds, undefined where there is none. */
  policy(): Promise<{ fetched: boolean; ageSeconds: number | undefined }>;
  /** Server clock minus PC clock, in milliseconds. */
  clockOffsetMs(): number;
  now(): Date;
}

/** A clock that is further off makes codes of this PC's logs hard to read; the agent itself corrects any error. In milliseconds. */
const clockWarningMs = 30_000;

type Found = Omit<SelfTestStep, 'step'>;
const ok = (reason: SelfTestReason, detail = ''): Found => ({ outcome: 'ok', reason, detail });
const failed = (reason: SelfTestReason, detail = ''): Found => ({ outcome: 'failed', reason, detail });
const skipped = (reason: SelfTestReason): Found => ({ outcome: 'skipped', reason, detail: '' });

/** Tests every step of the way to the server; a step behind a failed one is skipped, so that the first failure is the cause. */
export async function runSelfTest(parts: SelfTestParts): Promise<SelfTestReport> {
  const steps: SelfTestStep[] = [];
  const broken = () => steps.some(({ outcome }) => outcome === 'failed');
  async function step(name: SelfTestStep['step'], find: () => Promise<Found> | Found): Promise<void> {
    steps.push({ step: name, ...(broken() ? skipped('after-failure') : await find()) });
  }

  const { server, probe } = parts;
  const secure = server.protocol === 'https:';
  let proxy: URL | undefined;
  await step('proxy', async () => {
    try {
      const found = await parts.findProxy();
      proxy = found === undefined ? undefined : new URL(found);
    } catch {
      return failed('proxy-unknown');
    }
    if (proxy === undefined) return ok(`proxy-not-used-${parts.proxySetting}`);
    return ok(parts.proxySetting === 'own' ? 'proxy-used-own' : 'proxy-used-system', proxy.host);
  });
  const first = () => proxy ?? server;
  await step('dns', async () => {
    const found = await probe.resolve(first().hostname);
    return found.ok ? ok('resolved', `${first().hostname} → ${found.address}`) : failed('name-unknown', `${first().hostname} (${found.code})`);
  });
  await step('connection', async () => {
    const found = await probe.connect(first());
    if (!found.ok) return failed(proxy === undefined ? 'not-reachable' : 'proxy-not-reachable', `${first().host} (${found.code})`);
    return ok('connected', first().host);
  });
  await step('tls', async () => {
    if (!secure) return skipped('not-encrypted');
    const found = await probe.tls(server, proxy);
    if (found.ok) return ok('certificate-trusted', `${found.protocol} · ${found.issuer} · ${found.validTo}`);
    return failed(found.refusal, found.code);
  });
  await step('server', async () => {
    const found = await probe.health();
    if (found.ok) return ok('server-answers');
    return failed(found.code.startsWith('http-') ? 'server-silent' : 'connection-broken', found.code);
  });
  await step('device', async () => {
    const enrolment = parts.enrolment();
    if (enrolment !== 'enrolled') return failed(`enrolment-${enrolment}`);
    const token = await parts.deviceToken();
    if (token.kind === 'token') return ok('device-known');
    return token.kind === 'refused' ? failed('device-refused', token.code) : failed('device-unanswered', token.reason);
  });
  await step('policy', async () => {
    const { fetched, ageSeconds } = await parts.policy();
    const age = ageSeconds === undefined ? '' : `${ageSeconds} s`;
    return fetched ? ok('policy-fresh', age) : failed(ageSeconds === undefined ? 'policy-missing' : 'policy-old', age);
  });
  const offset = parts.clockOffsetMs();
  const seconds = `${offset > 0 ? '+' : ''}${(offset / 1_000).toFixed(1)} s`;
  // Known from earlier answers too, so it is told also when the way is broken.
  steps.push({ step: 'clock', ...(Math.abs(offset) > clockWarningMs ? { outcome: 'warning', reason: 'clock-wrong', detail: seconds } : ok('clock-right', seconds)) });
  return { at: parts.now().toISOString(), steps };
}
