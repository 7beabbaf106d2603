import { AgentPolicy } from '@genkan/logon-policy';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { factStore } from '../database/fact.store.ts';
import type { FactStore } from '../database/fact.store.ts';
import { agentApi } from '../gateway-client/gateway.port.ts';
import type { Gateway } from '../gateway-client/gateway.port.ts';
import type { Logger } from '../log.ts';
import { createAlarm } from '../uplink/alarm.ts';
import { createBackOff } from '../uplink/back-off.ts';
import type { BackOffSettings } from '../uplink/back-off.ts';

/** The server's policy for this PC, on disk, so that the logon screen never waits for the network. */
export interface PolicyCache {
  /** undefined: never fetched, or what is on disk cannot be read. */
  policy(): AgentPolicy | undefined;
  /** Whether a tie was made that no policy has answered for yet; such an account must not fall back to the untied methods. */
  awaits(windowsSid: string): boolean;
  /** Remembers, before it is used, that the account is tied now. */
  expect(windowsSid: string): void;
  /** Fetches anew, after any fetch under way; false: kept the old one. */
  refresh(): Promise<boolean>;
  /** Fetches soon, without anybody waiting for it. */
  nudge(): void;
  stop(): void;
}

const fetchBudgetMs = 10_000;

export function startPolicyCache(options: {
  database: Database;
  gateway: Gateway;
  enrolled: () => boolean;
  refreshMs: number;
  backOff: BackOffSettings;
  random: () => number;
  log: Logger;
}): PolicyCache {
  const { database, gateway, log, random } = options;
  const policies = factStore(database, 'policy', AgentPolicy);
  const expected = factStore(database, 'policy-expected', z.array(z.string()));
  const backOff = createBackOff(options.backOff, random);
  const pause = createAlarm();
  let cached = loadOrNothing(policies);
  let awaited: readonly string[] = loadOrNothing(expected) ?? [];
  let last: Promise<boolean> = Promise.resolve(true);
  let stopped = false;

  function loadOrNothing<T>(store: FactStore<T>): T | undefined {
    try {
      return store.load();
    } catch (error) {
      log.error('A cached value cannot be read', { error });
      return undefined;
    }
  }

  async function fetchPolicy(): Promise<boolean> {
    const answeredBy = awaited;
    const answer = await gateway.call({ method: 'GET', path: `${agentApi}/policy`, repeatable: true, budgetMs: fetchBudgetMs });
    if (answer.kind !== 'answered') {
      log.info('The policy could not be fetched', { why: answer.kind === 'refused' ? answer.code : answer.reason });
      return false;
    }
    const read = AgentPolicy.safeParse(answer.body);
    if (!read.success) {
      log.error('The policy cannot be read', { problems: read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) });
      return false;
    }
    const policy = read.data;
    database.transaction(() => {
      policies.save(policy);
      expected.save(awaited.filter((sid) => !answeredBy.includes(sid)));
    });
    awaited = awaited.filter((sid) => !answeredBy.includes(sid));
    if (cached?.version !== policy.version) log.info('Policy', { version: policy.version, accounts: policy.accounts.length });
    cached = policy;
    return true;
  }

  function refresh(): Promise<boolean> {
    last = last.then(fetchPolicy, fetchPolicy);
    return last;
  }

  async function run(): Promise<void> {
    while (!stopped) {
      if (!options.enrolled()) {
        await pause.wait();
        continue;
      }
      const fetched = await refresh().catch((error: unknown) => {
        log.error('The policy could not be kept', { error });
        return false;
      });
      if (fetched) backOff.reset();
      // Spread over the last fifth of the period, so that PCs started together do not stay together.
      const wait = fetched ? options.refreshMs * (0.8 + 0.2 * random()) : backOff.next();
      if (!stopped) await pause.wait(wait);
    }
  }
  void run();

  return {
    policy: () => cached,
    awaits: (windowsSid) => awaited.includes(windowsSid),
    expect(windowsSid) {
      if (awaited.includes(windowsSid)) return;
      awaited = [...awaited, windowsSid];
      expected.save([...awaited]);
    },
    refresh,
    nudge: () => pause.ring(),
    stop() {
      stopped = true;
      pause.ring();
    },
  };
}
