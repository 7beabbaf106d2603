import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { createLogger, newId } from '@genkan/service-kit';
import { eventually } from '@genkan/test-kit';
import { connectRedis } from './connect-redis.ts';
import { countsAsFailure, type Judgement, throttle } from './logon-check.ts';
import type { CheckKey, HotUser, Judged, LogonCheckStore } from './logon-check.store.ts';
import { aHotUser } from './logon-check.store.contract.ts';
import { memoryLogonCheckStore, type MemoryLogonCheckStore } from './logon-check.store.memory.ts';
import { redisLogonCheckStore } from './logon-check.store.redis.ts';
import { stepAt, stepMs } from '../otp-credential/totp.ts';
import { type OwnRedis, ownRedis } from '../testing/own-redis.ts';

/** What the test knows of one user beside what the stores answer. */
interface Known {
  at: number;
  /** The user document: what a restoration writes. */
  document: HotUser;
  /** Verdict per check id. */
  verdicts: Map<string, string>;
  acceptedSteps: Set<string>;
  /** Codes judged wrong since the last success, unlock or registration. */
  guesses: number;
  failures: number;
}

interface Real {
  store: LogonCheckStore;
  restart(keep: 'everything' | 'nothing'): Promise<void>;
  companyId: string;
  userId: string;
}

type Model = { store: MemoryLogonCheckStore; known: Known };
type Command = fc.AsyncCommand<Model, Real>;

const source = (real: Real) => ({ companyId: real.companyId, deviceId: newId(), ip: newId() });

async function judgeBoth(model: Model, real: Real, checkId: string, step: number | undefined, version: number): Promise<[Judged, Judged]> {
  const key: CheckKey = { companyId: real.companyId, userId: real.userId, checkId };
  const attempt = { credentialVersion: version, matchedStep: step, at: model.known.at };
  return [
    await model.store.judge(key, source(real), `${step}`, attempt),
    await real.store.judge(key, source(real), `${step}`, attempt),
  ];
}

const bare = (judged: Judged): unknown => (judged.outcome === 'decided' ? judged.judgement : { outcome: judged.outcome });

/** I1 (a step once), I2 (bounded guesses), I3 (counters fall only by success or unlock), one verdict per check. */
function observe({ known }: Model, checkId: string, judgement: Judgement): void {
  const earlier = known.verdicts.get(checkId);
  if (earlier !== undefined) {
    expect(judgement.verdict).toBe(earlier);
    return;
  }
  known.verdicts.set(checkId, judgement.verdict);
  if (judgement.verdict === 'accepted') {
    const step = `${judgement.credentialVersion}/${judgement.acceptedStep}`;
    expect(known.acceptedSteps).not.toContain(step);
    known.acceptedSteps.add(step);
    known.guesses = 0;
  } else {
    if (countsAsFailure(judgement.refusal)) known.guesses += 1;
    expect(known.guesses).toBeLessThanOrEqual(throttle.lockAtFailures);
    if (judgement.refusal !== 'credential-moved') expect(judgement.failures).toBeGreaterThanOrEqual(known.failures);
  }
  known.failures = judgement.failures;
  // What the service's own records bring to the user document.
  if (judgement.verdict === 'accepted' || countsAsFailure(judgement.refusal)) {
    const { failures, delayedUntil, locked, checkedAt } = judgement;
    known.document = {
      ...known.document,
      failures, delayedUntil, locked, judgedAt: checkedAt,
      lastStep: Math.max(known.document.lastStep, judgement.acceptedStep ?? 0),
    };
  }
}

class Check implements Command {
  readonly checkId: number;
  readonly offset: number | undefined;
  readonly moved: boolean;
  constructor(checkId: number, offset: number | undefined, moved: boolean) {
    this.checkId = checkId;
    this.offset = offset;
    this.moved = moved;
  }
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const step = this.offset === undefined ? undefined : stepAt(model.known.at) + this.offset;
    const version = model.known.document.credentialVersion + (this.moved ? -1 : 0);
    const [expected, actual] = await judgeBoth(model, real, `check-${this.checkId}`, step, version);
    expect(bare(actual)).toEqual(bare(expected));
    if (actual.outcome === 'decided') observe(model, `check-${this.checkId}`, actual.judgement);
  }
  toString = () => `check ${this.checkId} at ${this.offset ?? 'no step'}${this.moved ? ' with an old credential' : ''}`;
}

/** The same code many times at once: in whatever order they arrive, the outcomes together are the model's. */
class Burst implements Command {
  readonly count: number;
  readonly offset: number | undefined;
  constructor(count: number, offset: number | undefined) {
    this.count = count;
    this.offset = offset;
  }
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const { at, document } = model.known;
    const matchedStep = this.offset === undefined ? undefined : stepAt(at) + this.offset;
    const attempt = { credentialVersion: document.credentialVersion, matchedStep, at };
    const burst = newId();
    const judgeAll = (store: LogonCheckStore): Promise<Judged[]> =>
      Promise.all(
        Array.from({ length: this.count }, (_, index) =>
          store.judge({ companyId: real.companyId, userId: real.userId, checkId: `${burst}-${index}` }, source(real), 'b', attempt),
        ),
      );
    const sorted = (all: Judged[]): string[] => all.map((judged) => JSON.stringify(bare(judged), Object.keys(aJudgement).sort())).sort();
    const expected = await judgeAll(model.store);
    const actual = await judgeAll(real.store);
    expect(sorted(actual)).toEqual(sorted(expected));
    const decided = actual.flatMap((judged) => (judged.outcome === 'decided' ? [judged.judgement] : []));
    decided.sort((a, b) => a.checkedAt - b.checkedAt || a.failures - b.failures);
    // Refused unseen: they carry the state they met, wherever in the order that was.
    for (const judgement of decided) {
      if (judgement.verdict === 'accepted' || countsAsFailure(judgement.refusal)) observe(model, newId(), judgement);
    }
  }
  toString = () => `burst of ${this.count} at ${this.offset ?? 'no step'}`;
}
const aJudgement = { outcome: 0, verdict: 0, refusal: 0, acceptedStep: 0, credentialVersion: 0, failures: 0, delayedUntil: 0, locked: 0, checkedAt: 0 };

class Wait implements Command {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
  check = () => true;
  async run({ known }: Model): Promise<void> {
    known.at += this.ms;
  }
  toString = () => `wait ${this.ms} ms`;
}

class Restart implements Command {
  readonly keep: 'everything' | 'nothing';
  constructor(keep: 'everything' | 'nothing') {
    this.keep = keep;
  }
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    model.store.restart(this.keep);
    await real.restart(this.keep);
    // What was decided is forgotten with the data: a repeated id is then a new check.
    if (this.keep === 'nothing') model.known.verdicts.clear();
  }
  toString = () => `restart of Redis, keeping ${this.keep}`;
}

class Restore implements Command {
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const { at, document } = model.known;
    const one = async (store: LogonCheckStore) => {
      const { epoch } = await store.life();
      return store.restore(real.companyId, real.userId, document, { epoch, deadline: at + 1_000, fresh: false, at });
    };
    expect(await one(real.store)).toBe(await one(model.store));
  }
  toString = () => 'restore from the document';
}

/** An administrator unlocks, or the user registers anew: the document changes, then the hot state. */
class Change implements Command {
  readonly change: 'unlock' | 'register';
  constructor(change: 'unlock' | 'register') {
    this.change = change;
  }
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const { known } = model;
    const { document } = known;
    const cleared = { rev: document.rev + 1, failures: 0, delayedUntil: 0, locked: false, judgedAt: Math.max(known.at, document.judgedAt + 1) };
    known.document =
      this.change === 'unlock'
        ? { ...document, ...cleared, unlocks: document.unlocks + 1 }
        : { ...document, ...cleared, credentialVersion: document.credentialVersion + 1, lastStep: stepAt(known.at) - 1 };
    known.guesses = 0;
    known.failures = 0;
    const results = [];
    for (const store of [model.store, real.store]) results.push(await store.refresh(real.companyId, real.userId, known.document));
    expect(typeof results[1]).toBe(typeof results[0]);
  }
  toString = () => this.change;
}

const offsets = fc.oneof(fc.constant(undefined), fc.integer({ min: -1, max: 1 }));
const commands = [
  fc.tuple(fc.nat(40), offsets, fc.boolean(), fc.boolean()).map(([id, offset, a, b]) => new Check(id, offset, a && b)),
  fc.tuple(fc.nat(1_000), fc.constant(undefined)).map(([id, offset]) => new Check(1_000 + id, offset, false)),
  fc.tuple(fc.integer({ min: 2, max: 64 }), offsets).map(([count, offset]) => new Burst(count, offset)),
  fc.oneof(fc.integer({ min: 1, max: stepMs }), fc.integer({ min: stepMs, max: 200_000 })).map((ms) => new Wait(ms)),
  fc.constant(new Restore()),
  fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(new Change('unlock'), new Change('register')) },
    { weight: 1, arbitrary: fc.constantFrom(new Restart('everything'), new Restart('nothing')) },
  ),
];

describe('logon check in Redis against its rule', () => {
  let server: OwnRedis;
  let redis: Redis;
  let store: LogonCheckStore;
  beforeAll(async () => {
    server = await ownRedis();
    redis = await connectRedis(server.url, createLogger({ service: 'identity', level: 'silent', instance: 'test' }));
    store = redisLogonCheckStore(redis);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.remove();
  });

  async function restart(keep: 'everything' | 'nothing'): Promise<void> {
    if (keep === 'nothing') await redis.flushall();
    await server.kill();
    await server.start();
    await eventually(() => redis.ping());
  }

  test('when any checks, bursts, losses of Redis, restorations and unlocks happen, then function and rule agree and no code is accepted twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 60, size: 'max' }), async (sequence) => {
        const at = Date.now() + 3_600_000;
        const document = aHotUser({ credentialVersion: 5, lastStep: stepAt(at) - 2 });
        const model: Model = {
          store: memoryLogonCheckStore(),
          known: { at, document, verdicts: new Map(), acceptedSteps: new Set(), guesses: 0, failures: 0 },
        };
        const real: Real = { store, restart, companyId: newId(), userId: newId() };
        await new Restore().run(model, real);
        await fc.asyncModelRun(() => ({ model, real }), sequence);
      }),
      { numRuns: 20, verbose: 1, endOnFailure: false },
    );
  }, 240_000);
});
