import { z } from 'zod';
import type { Clock } from '../clock/clock.ts';
import type { Database } from '../database/database.ts';
import { factStore } from '../database/fact.store.ts';
import { agentApi } from '../gateway-client/gateway.port.ts';
import type { Gateway } from '../gateway-client/gateway.port.ts';
import type { Logger } from '../log.ts';
import { createAlarm } from '../uplink/alarm.ts';
import { createBackOff } from '../uplink/back-off.ts';
import type { BackOffSettings } from '../uplink/back-off.ts';
import { isCodeOf, waitAfter } from './break-glass-code.ts';
import type { BreakGlassVerifier } from './break-glass-code.ts';

/** The way in when nothing else is: one code of the PC, good once, without server and without the person's own code. */
export interface BreakGlass {
  /** Whether there is a code that could let somebody in. */
  isReady(): boolean;
  /** Judges a code. Accepted: it is used up, and its use is on disk, before this returns. */
  check(attempt: { windowsSid: string; windowsAccount: string; code: string }): 'accepted' | 'refused';
  /** The server's word which code is the PC's now; another one than ours is fetched soon. */
  current(codeId: string): void;
  nudge(): void;
  stop(): void;
}

const Verifier = z.object({ codeId: z.string().min(1), salt: z.base64(), digest: z.base64() });
const Guesses = z.object({ failures: z.number().int().min(0), lastAt: z.number() });
const Use = z.object({ codeId: z.string(), useId: z.string(), windowsSid: z.string(), windowsAccount: z.string(), usedAt: z.string() });
type Use = z.infer<typeof Use>;

const budgetMs = 10_000;
const noGuesses = { failures: 0, lastAt: 0 };

/** Facts of their own, so that neither a damaged policy takes the code away nor a damaged code the policy. */
export function startBreakGlass(options: {
  database: Database;
  gateway: Gateway;
  clock: Clock;
  /** Milliseconds to add to the PC's clock. */
  clockOffsetMs: () => number;
  enrolled: () => boolean;
  newId: () => string;
  backOff: BackOffSettings;
  random: () => number;
  log: Logger;
}): BreakGlass {
  const { database, gateway, clock, log } = options;
  const verifiers = factStore<BreakGlassVerifier>(database, 'break-glass-code', Verifier);
  const guesses = factStore(database, 'break-glass-guesses', Guesses);
  const uses = factStore<readonly Use[]>(database, 'break-glass-uses', z.array(Use));
  const backOff = createBackOff(options.backOff, options.random);
  const pause = createAlarm();
  let verifier = loadOr(() => verifiers.load(), undefined);
  /** Used by this process: an answer that was on its way meanwhile may still name it. */
  const spent = new Set<string>();
  let stopped = false;

  function loadOr<T>(load: () => T | undefined, otherwise: T): T {
    try {
      return load() ?? otherwise;
    } catch (error) {
      log.error('Something about the break-glass code cannot be read', { error });
      return otherwise;
    }
  }

  /** A clock that was set back must not make the wait longer than it ever is. */
  function mustWait({ failures, lastAt }: z.infer<typeof Guesses>): boolean {
    const passed = clock.now() - lastAt;
    return passed >= 0 && passed < waitAfter(failures);
  }

  async function sendUses(): Promise<boolean> {
    for (const use of loadOr(() => uses.load(), [])) {
      const answer = await gateway.call({ method: 'POST', path: `${agentApi}/break-glass-uses`, body: use, repeatable: true, budgetMs });
      if (answer.kind !== 'answered') return false;
      uses.save(loadOr(() => uses.load(), []).filter(({ useId }) => useId !== use.useId));
    }
    return true;
  }

  async function fetchVerifier(): Promise<boolean> {
    const answer = await gateway.call({ method: 'GET', path: `${agentApi}/break-glass-code`, repeatable: true, budgetMs });
    const read = answer.kind === 'answered' ? Verifier.safeParse(answer.body) : undefined;
    if (read?.success !== true || spent.has(read.data.codeId)) return false;
    verifiers.save(read.data);
    verifier = read.data;
    log.info('Break-glass code', { codeId: read.data.codeId });
    return true;
  }

  async function run(): Promise<void> {
    while (!stopped) {
      const done = !options.enrolled() || ((await sendUses()) && (verifier !== undefined || (await fetchVerifier())));
      if (done) backOff.reset();
      if (!stopped) await pause.wait(done ? undefined : backOff.next());
    }
  }
  run().catch((error: unknown) => log.error('The break-glass code is not kept up to date any more', { error }));

  return {
    isReady: () => verifier !== undefined,
    check({ windowsSid, windowsAccount, code }) {
      const guessed = loadOr(() => guesses.load(), noGuesses);
      const present = verifier;
      if (present === undefined || mustWait(guessed)) return 'refused';
      if (!isCodeOf(present, code)) {
        guesses.save({ failures: guessed.failures + 1, lastAt: clock.now() });
        log.warn('A wrong break-glass code', { failures: guessed.failures + 1 });
        return 'refused';
      }
      const use = { codeId: present.codeId, useId: options.newId(), windowsSid, windowsAccount, usedAt: new Date(clock.now() + options.clockOffsetMs()).toISOString() };
      database.transaction(() => {
        uses.save([...loadOr(() => uses.load(), []), use]);
        verifiers.remove();
        guesses.save(noGuesses);
      });
      verifier = undefined;
      spent.add(use.codeId);
      log.warn('The break-glass code was used', { codeId: use.codeId, windowsSid });
      pause.ring();
      return 'accepted';
    },
    current(codeId) {
      if (verifier === undefined || verifier.codeId === codeId) return;
      // The old one stays good until the new one is here: without network it may be the only way in.
      void fetchVerifier().catch((error: unknown) => log.error('The break-glass code could not be fetched', { error }));
    },
    nudge: () => pause.ring(),
    stop() {
      stopped = true;
      pause.ring();
    },
  };
}
