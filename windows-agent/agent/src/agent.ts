import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { AgentPolicy } from '@genkan/logon-policy';
import { createAccountLinks } from './account-link/account-link.ts';
import { startBreakGlass } from './break-glass/break-glass.ts';
import { createTiedPersons } from './account-link/tied-persons.ts';
import { systemClock } from './clock/clock.ts';
import type { Measurement } from './clock/clock-offset.ts';
import { simulatedClock } from './clock/simulated-clock.ts';
import { createClientConsole } from './client-console/client-console.ts';
import { createConsoleServices } from './client-console/console-services.ts';
import { loadPageFiles } from './client-console/page-files.ts';
import { createNetworkProbe } from './client-console/self-test/network-probe.ts';
import type { AgentConfig } from './config.ts';
import { openDatabase } from './database/database.ts';
import { createAccessTokens } from './enrolment/access-token.ts';
import { deviceIdentityStore, deviceKeyStore } from './enrolment/device-identity.ts';
import { createDeviceSigner } from './enrolment/device-key.ts';
import { startEnrolment } from './enrolment/enrolment.ts';
import { enrolmentTokenFile } from './enrolment/token-file.ts';
import { createEventQueue } from './event-queue/event-queue.ts';
import { createHttpExchange } from './gateway-client/http-exchange.ts';
import { createDeviceGateway, createOpenGateway } from './gateway-client/http-gateway.ts';
import { createProxiedExchange } from './gateway-client/proxied-exchange.ts';
import { agentLine } from './host-link/agent-line.ts';
import { connectHost } from './host-link/host-link.ts';
import type { EventLine, HostLink } from './host-link/host-link.ts';
import type { Logger } from './log.ts';
import type { AgentState } from './logon-broker/agent-state.ts';
import { createLogonBroker } from './logon-broker/logon-broker.ts';
import { createLogonGuard } from './logon-guard/logon-guard.ts';
import { createOtpRegistrations } from './otp-registration/otp-registration.ts';
import { startPolicyCache } from './policy-cache/policy-cache.ts';
import { createHostSecrets } from './secrets/host-secrets.ts';
import { createLineKeeper } from './session-watch/line-keeper.ts';
import type { KeptLine } from './session-watch/line-keeper.ts';
import { createRecorder } from './session-watch/recorder.ts';
import { createSessionLook } from './session-watch/session-look.ts';
import { startUplink } from './uplink/uplink.ts';
import { agentVersion } from './version.ts';

/** Accepted events stay this long on the PC as evidence, in milliseconds. */
const keepAcceptedMs = 14 * 24 * 3_600_000;
const pruneEveryMs = 3_600_000;
/** Longest time that stopping waits for unsent events, in milliseconds; they are on disk anyway. */
const stopWithinMs = 2_000;
/** Longest wait for a token in the self-test, in milliseconds. */
const tokenBudgetMs = 5_000;

/** Builds the agent from its parts and connects it to its host; `ended` is called when it has stopped. */
export function startAgent(options: {
  config: AgentConfig;
  input: Readable;
  output: Writable;
  ended: () => void;
  log: Logger;
}): void {
  const { config, log } = options;
  const random = Math.random;
  const testClock = config.simulated ? simulatedClock(systemClock) : undefined;
  const clock = testClock ?? systemClock;

  const database = openDatabase(join(config.dataFolder, 'agent.sqlite'));
  const queue = createEventQueue(database, { newId: randomUUID, now: () => clock.now(), clientVersion: agentVersion });
  const recorder = createRecorder({ database, queue, recorded: () => uplink.nudge() });
  const keeper = createLineKeeper({ recorder, kept, caughtUp: ({ stamp }) => void look.caughtUp(stamp), log });

  const host: HostLink = connectHost({ input: options.input, output: options.output, line, ended: () => void stop(0), log });
  const secrets = createHostSecrets((verb, payload) => host.ask(verb, payload));

  const identity = deviceIdentityStore(database);
  const signer = createDeviceSigner(deviceKeyStore(database), secrets);
  const proxyOf = () => findProxy(config, host);
  const exchange = createProxiedExchange({ findProxy: proxyOf, exchangeVia: (proxy) => exchangeVia(config, proxy) });
  const http = { exchange, clock, serverTime: (measurement: Measurement) => recorder.serverTime(measurement), userAgent: `genkan-agent/${agentVersion}`, log };
  const openGateway = createOpenGateway(http);
  const clockOffsetMs = () => recorder.clockOffsetMs();
  const tokens = createAccessTokens({ gateway: openGateway, identity, signer, clock, clockOffsetMs, newId: randomUUID, breakGlassCode: (codeId) => breakGlass.current(codeId), log });
  const gateway = createDeviceGateway({ ...http, tokens });

  const backOff = config.backOff;
  const uplink = startUplink({ queue, gateway, backOff, random, log });
  const enrolled = () => identity.load() !== undefined;
  const guard = createLogonGuard({ database, host, log });
  const persons = createTiedPersons({ database, isAwaited: (windowsSid) => policyCache.isAwaited(windowsSid), log });
  const policyCache = startPolicyCache({
    database, gateway, clock, enrolled, refreshMs: config.policyRefreshMs, backOff, random, kept: obey, log,
  });
  const breakGlass = startBreakGlass({ database, gateway, clock, clockOffsetMs, enrolled, newId: randomUUID, backOff, random, log });
  const enrolment = startEnrolment({
    identity,
    signer,
    gateway: openGateway,
    token: enrolmentTokenFile(config.enrolmentTokenFile),
    pc: { pcName: config.pcName, agentVersion, osVersion: config.osVersion },
    backOff,
    random,
    enrolled() {
      policyCache.nudge();
      breakGlass.nudge();
      uplink.retryNow();
    },
    log,
  });

  const look = createSessionLook({ host, recorder, monotonic: () => clock.monotonic(), log });
  const services = createConsoleServices({
    config, queue, host, state, persons, broker: () => broker,
    selfTest: {
      server: config.server,
      proxySetting: config.proxy === 'none' || config.proxy === 'system' ? config.proxy : 'own',
      findProxy: proxyOf,
      probe: createNetworkProbe({ exchange, ...(config.ca === undefined ? {} : { ca: config.ca }) }),
      enrolment: () => enrolment.state(),
      deviceToken: () => tokens.current(tokenBudgetMs),
      policy: async () => ({ fetched: await policyCache.refresh(), ageSeconds: policyAgeSeconds() }),
      clockOffsetMs,
      now: () => new Date(clock.now()),
    },
  });
  const clientConsole = createClientConsole({ services, pageFiles: loadPageFiles, monotonic: () => clock.monotonic(), log });
  const broker = createLogonBroker({
    policyCache,
    gateway,
    links: createAccountLinks({ gateway, policyCache, persons, eventsSent: (withinMs) => uplink.drained(withinMs), linksChanged: () => tokens.discardAny() }),
    registrations: createOtpRegistrations({ gateway, policyCache }),
    breakGlass,
    state,
    openPage: (account) => clientConsole.open(account),
    newId: randomUUID,
    reply: (connection, message) => host.send(agentLine.payload(connection, message)),
    refuse: (connection) => host.send(agentLine.close(connection)),
    log,
  });

  function line(read: EventLine): void {
    switch (read.kind) {
      case 'open': return broker.open(read);
      case 'payload': return broker.payload(read.connection, read.text);
      case 'close': return broker.close(read.connection);
      case 'drain': return void drain(read);
      case 'clock-error': return setClockError(read.ms);
      default: return keeper.take(read);
    }
  }

  function kept(read: KeptLine): void {
    host.send(read.kind === 'begin' ? agentLine.ready() : agentLine.kept(read.number));
    if (read.kind === 'begin') obeyCachedPolicy();
    if (read.kind === 'stop' && !read.past) void stop(stopWithinMs);
  }

  async function drain({ id, withinMs }: Extract<EventLine, { kind: 'drain' }>): Promise<void> {
    await uplink.drained(withinMs);
    host.send(agentLine.drained(id, queue.counts().waiting));
  }

  function obey(policy: AgentPolicy): void {
    guard.obey(policy);
    persons.obey(policy);
  }

  /** After a start the host may have been installed anew; a policy on disk is as good as a fetched one until the next comes. */
  function obeyCachedPolicy(): void {
    const policy = policyCache.policy();
    if (policy !== undefined) guard.obey(policy);
  }

  function policyAgeSeconds(): number | undefined {
    const policy = policyCache.policy();
    if (policy === undefined) return undefined;
    return Math.max(0, Math.round((clock.now() + recorder.clockOffsetMs() - Date.parse(policy.serverTime)) / 1_000));
  }

  function setClockError(ms: number): void {
    if (testClock === undefined) log.error('The clock can be set only in a simulated PC');
    else testClock.setError(ms);
  }

  function state(windowsSid: string | undefined): AgentState {
    const device = identity.load();
    const { waiting, rejected } = queue.counts();
    const account = policyCache.policy()?.accounts.find((candidate) => candidate.windowsSid === windowsSid);
    return {
      enrolment: enrolment.state(),
      deviceId: device?.deviceId ?? '',
      companyName: device?.companyName ?? '',
      policyVersion: policyCache.policy()?.version ?? '',
      linked: account !== undefined,
      otpRegistered: account?.otpRegistered ?? false,
      queued: waiting,
      rejected,
      clockOffsetMs: recorder.clockOffsetMs(),
      clientVersion: agentVersion,
      policyAgeSeconds: policyAgeSeconds() ?? -1,
      keepsPassword: policyCache.policy()?.passwordKeeping.users ?? false,
    };
  }

  const pruning = setInterval(() => queue.prune(clock.now() - keepAcceptedMs, 1_000), pruneEveryMs);

  let stopping = false;
  async function stop(drainWithinMs: number): Promise<void> {
    if (stopping) return;
    stopping = true;
    clearInterval(pruning);
    keeper.stop();
    enrolment.stop();
    policyCache.stop();
    breakGlass.stop();
    guard.stop();
    look.stop();
    await clientConsole.stop();
    if (drainWithinMs > 0) await uplink.drained(drainWithinMs);
    await uplink.stop(0);
    database.close();
    options.ended();
  }
}

async function findProxy(config: AgentConfig, host: HostLink): Promise<string | undefined> {
  if (config.proxy === 'none') return undefined;
  if (config.proxy !== 'system') return config.proxy;
  const answer = await host.ask('proxy', Buffer.from(config.server.href)).catch(() => undefined);
  const proxy = answer === undefined ? '' : Buffer.from(answer).toString('utf8');
  return proxy === '' ? undefined : proxy;
}

function exchangeVia(config: AgentConfig, proxy: string | undefined) {
  return createHttpExchange({
    server: config.server,
    ...(config.ca === undefined ? {} : { ca: config.ca }),
    ...(proxy === undefined ? {} : { proxy }),
  });
}
