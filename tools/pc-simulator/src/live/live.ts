import { join } from 'node:path';
import { catchingUpClock, reached } from '../clock.ts';
import type { CatchingUpClock } from '../clock.ts';
import { startPc } from '../simulated-pc.ts';
import { atWorkAfter, dateOf, earlyOn, planDay, workingDay } from './day-plan.ts';
import { act, beAtWork, prepare } from './live-person.ts';
import type { LivePerson } from './live-person.ts';
import { liveStateFile } from './live-state.ts';
import type { LiveState, Person } from './live-state.ts';

export interface LiveOptions {
  readonly gateway: string;
  readonly enrolmentToken?: string;
  readonly people: readonly Person[];
  /** Simulated seconds per second while the simulation is behind the real time. */
  readonly speed: number;
  readonly folder: string;
  /** First day, YYYY-MM-DD; default the last working day before today. Only for a folder without a state. */
  readonly from?: string;
  readonly print: (line: string) => void;
  /** Aborted: shut the PCs down in order and end. */
  readonly signal: AbortSignal;
}

/**
 * PCs that live working days: fast through the days that are past, then with the real time. What was
 * reached is kept, so that the next start goes on from there.
 */
export async function live(options: LiveOptions): Promise<void> {
  const { people, signal, print } = options;
  const firstDay = options.from ?? workingDay(dateOf(Date.now()), -1);
  const file = liveStateFile(options.folder, () => ({ date: firstDay, clockMs: earlyOn(firstDay), people: {} }));
  const state = file.read();
  const clock = catchingUpClock({ start: state.clockMs, speed: options.speed });
  const keep = () => file.write({ ...state, clockMs: clock.now() });

  // A person may just be waiting for the next code; that must not hold up the end.
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

  const lives = await Promise.all(people.map((person) => sitDown(options, person, clock)));
  try {
    while (!signal.aborted) {
      if (!(await reached(clock, earlyOn(state.date), signal))) break;
      const day = Promise.all(lives.map((each, number) => liveDay({ each, number, state, clock, keep, options })));
      await Promise.race([day, stopped]);
      if (signal.aborted) break;
      state.date = workingDay(state.date, 1);
      for (const reachedBy of Object.values(state.people)) reachedBy.stepsDone = 0;
      clock.skipTo(earlyOn(state.date));
      keep();
      print(`${stampText(clock.now())} The next working day is ${state.date}`);
    }
  } finally {
    await Promise.allSettled(lives.filter(({ pc }) => pc.isOn()).map(({ pc }) => pc.shutDown()));
    keep();
    await Promise.all(lives.map(({ pc }) => pc.stop()));
  }
}

async function sitDown(options: LiveOptions, person: Person, clock: CatchingUpClock): Promise<LivePerson> {
  const pcName = `PC-${person.employeeCode}`;
  const pc = await startPc({
    gateway: options.gateway,
    dataDir: join(options.folder, pcName),
    pcName,
    clock,
    switchedOn: false,
    ...(options.enrolmentToken === undefined ? {} : { enrolmentToken: options.enrolmentToken }),
  });
  return { person, pc };
}

async function liveDay(given: {
  each: LivePerson;
  number: number;
  state: LiveState;
  clock: CatchingUpClock;
  keep: () => void;
  options: LiveOptions;
}): Promise<void> {
  const { each, number, state, clock, keep, options } = given;
  const { pc, person } = each;
  const say = (text: string) => options.print(`${stampText(clock.now())} ${pc.name} ${text}`);
  const progress = (state.people[person.windowsUser] ??= { prepared: false, stepsDone: 0 });
  const steps = planDay(state.date, person.windowsUser, number);
  try {
    if (!progress.prepared) {
      if (!pc.isOn()) await pc.boot();
      await prepare(each, say);
      progress.prepared = true;
      keep();
    }
    if (atWorkAfter(steps.slice(0, progress.stepsDone))) await beAtWork(each, say);
    for (const step of steps.slice(progress.stepsDone)) {
      if (!(await reached(clock, step.at, options.signal))) return;
      await act(each, step, say);
      progress.stepsDone += 1;
      keep();
    }
  } catch (error) {
    if (options.signal.aborted) return;
    // One broken PC must not end the others' day; it tries again tomorrow.
    say(`has trouble: ${error instanceof Error ? error.message : 'unknown'}`);
    if (pc.isOn()) await pc.cutPower();
  }
}

function stampText(ms: number): string {
  return new Date(ms + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}
