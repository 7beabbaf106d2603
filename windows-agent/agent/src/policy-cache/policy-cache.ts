import { AgentPolicy } from '@genkan/logon-policy';
import { z } from 'zod';
import type { Clock } from '../clock/clock.ts';
import type { Database } from '../database/database.ts';
import { factStore } from '../database/fact.store.ts';
import type { FactStore } from '../database/fact.store.ts';
import { agentApi } from '../gateway-client/gateway.port.ts';
import type { Gateway } from '../gateway-client/gateway.port.ts';
import type { Logger } from '../log.ts';
import { createAlarm } from '../uplink/alarm.ts';
import { createBackOff } from '../uplink/back-off.ts';
import type { BackOffSettings } from '../uplink/back-off.ts';
import { stillExpected, withExpectation } from './policy-expectation.ts';
import type { PolicyExpectation } from './policy-expectation.ts';

/** The server's policy for this PC, on disk, so that the logon screen never waits for the network. */
export interface PolicyCache {
  /** undefined: never fetched, or what is on disk cannot be read; `isAwaited` tells these apart. */
  policy(): AgentPolicy | undefined;
  /**
   * Whether the account must not be judged by `policy()`, and so must not fall back to the untied methods: a
   * tie was made, or may have been, that no policy shows yet; or what is on disk cannot be read and the
   * account was tied when it was written, until a policy is fetched.
   */
  isAwaited(windowsSid: string): boolean;
  /**
   * Remembers on disk that the server is about to be asked for a tie, so that an answer that is lost leaves
   * no tied account open. Calling the result takes it back: the server has refused.
   */
  announceLink(windowsSid: string): () => void;
  /**
   * Remembers on disk what the server has just done, and fetches until the policy shows it, for at most
   * `withinMs`; the cache goes on by itself after that.
   */
  expect(expected: Pick<PolicyExpectation, 'windowsSid' | 'what'>, withinMs: number): Promise<void>;
  /** Fetches soon, without anybody waiting for it. */
  nudge(): void;
  /** Fetches now; whether there was a policy. */
  refresh(): Promise<boolean>;
  stop(): void;
}

const fetchBudgetMs = 10_000;
/** First wait before asking again for a policy that does not show what is expected; doubles each time. */
const firstLookMs = 100;

const ExpectationsJson = z.array(
  z.object({ windowsSid: z.string(), what: z.enum(['linked', 'unlinked', 'otp-registered']), since: z.number() }),
);

export function startPolicyCache(options: {
  database: Database;
  gateway: Gateway;
  clock: Clock;
  enrolled: () => boolean;
  refreshMs: number;
  backOff: BackOffSettings;
  random: () => number;
  /** Called with each policy that is kept. */
  kept?: (policy: AgentPolicy) => void;
  log: Logger;
}): PolicyCache {
  const { database, gateway, clock, log, random } = options;
  const policies = factStore(database, 'policy', AgentPolicy);
  // Apart from the policy and as plain as can be: whatever a later version asks of a policy, this one reads.
  const linkedAccounts = factStore(database, 'linked-accounts', z.array(z.string()));
  const expectations = factStore<readonly PolicyExpectation[]>(database, 'policy-expectations', ExpectationsJson);
  const backOff = createBackOff(options.backOff, random);
  const pause = createAlarm();
  /** Never the same as "nothing is there": what cannot be read may have said that an account needs more than its password. */
  const unreadable = { policy: false, expectations: false };
  let cached = loadOrNothing(policies, () => (unreadable.policy = true));
  let expected = loadOrNothing(expectations, () => (unreadable.expectations = true)) ?? [];
  /** Of the newest policy that was kept; undefined: nobody knows. */
  const linked = unreadable.policy ? loadOrNothing(linkedAccounts) : undefined;
  let last: Promise<boolean> = Promise.resolve(true);
  let stopped = false;

  function loadOrNothing<T>(store: FactStore<T>, failed?: () => void): T | undefined {
    try {
      return store.load();
    } catch (error) {
      log.error('A cached value cannot be read', { error });
      failed?.();
      return undefined;
    }
  }

  async function fetchPolicy(): Promise<boolean> {
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
    keep(read.data);
    return true;
  }

  function keep(policy: AgentPolicy): void {
    const left = stillExpected(expected, policy, clock.now());
    database.transaction(() => {
      policies.save(policy);
      linkedAccounts.save(policy.accounts.map(({ windowsSid }) => windowsSid));
      expectations.save(left);
    });
    if (cached?.version !== policy.version) log.info('Policy', { version: policy.version, accounts: policy.accounts.length });
    expected = left;
    cached = policy;
    unreadable.policy = unreadable.expectations = false;
    options.kept?.(policy);
  }

  function setExpected(next: readonly PolicyExpectation[]): void {
    expected = next;
    // The rubbish on disk stays until a policy replaces it: after a restart it must still be seen.
    if (!unreadable.expectations) expectations.save(next);
  }

  /** Whoever was never tied is not asked for more because a file was damaged: it is his way in when all else fails. */
  function mayBeTied(windowsSid: string): boolean {
    return unreadable.expectations || (unreadable.policy && (linked === undefined || linked.includes(windowsSid)));
  }

  function addExpected(added: Pick<PolicyExpectation, 'windowsSid' | 'what'>): PolicyExpectation {
    const expectation = { ...added, since: clock.now() };
    setExpected(withExpectation(expected, expectation));
    return expectation;
  }

  /** Fetches one after the other, so that an older answer never replaces a newer one. */
  function refresh(): Promise<boolean> {
    last = last.then(fetchPolicy).catch((error: unknown) => {
      log.error('The policy could not be kept', { error });
      return false;
    });
    return last;
  }

  async function run(): Promise<void> {
    while (!stopped) {
      if (!options.enrolled()) {
        await pause.wait();
        continue;
      }
      const fetched = await refresh();
      const settled = fetched && expected.length === 0;
      if (settled) backOff.reset();
      // Spread over the last fifth of the period, so that PCs started together do not stay together.
      const wait = settled ? options.refreshMs * (0.8 + 0.2 * random()) : backOff.next();
      if (!stopped) await pause.wait(wait);
    }
  }
  void run();

  return {
    policy: () => cached,
    isAwaited: (windowsSid) => mayBeTied(windowsSid) || expected.some((each) => each.windowsSid === windowsSid && each.what === 'linked'),
    announceLink(windowsSid) {
      const before = expected.filter((each) => each.windowsSid === windowsSid);
      const announced = addExpected({ windowsSid, what: 'linked' });
      return () => {
        // A refusal says nothing about an earlier request whose answer was lost: what was expected before still is.
        if (expected.includes(announced)) setExpected([...expected.filter((each) => each !== announced), ...before]);
      };
    },
    async expect(added, withinMs) {
      const expectation = addExpected(added);
      const end = clock.monotonic() + withinMs;
      for (let wait = firstLookMs; ; wait *= 2) {
        await refresh();
        if (!expected.includes(expectation)) return;
        if (clock.monotonic() + wait > end) return pause.ring();
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    },
    nudge: () => pause.ring(),
    refresh,
    stop() {
      stopped = true;
      pause.ring();
    },
  };
}
