/**
 * B8: the pure business-day engine, events per second on one core, beside a straightforward reduce in
 * the same run. Run: node tests/load/business-day.bench.ts [events in millions, default 4]
 */
import { businessCalendar } from '../../services/punch/src/business-day/business-calendar.ts';
import type { DayRules } from '../../services/punch/src/business-day/business-calendar.ts';
import { always } from '../../services/punch/src/business-day/history.ts';
import type { Observation, ObservationKind } from '../../services/punch/src/business-day/observation.ts';
import { decidePersonDays } from '../../services/punch/src/business-day/person-days.ts';

const rules: DayRules = {
  borderMinutes: 0,
  timeZone: 'Asia/Tokyo',
  carryHours: 6,
  breakThresholdMinutes: 30,
  punchLinkage: true,
  breakLinkage: true,
};
const minute = 60_000;
const day = 1440 * minute;
const midnight = Date.parse('2026-04-06T00:00:00+09:00');
const workdays = 20;
const target = Number(process.argv[2] ?? 4) * 1_000_000;

/** Sixteen events a day: logon, seven absences of which one is the lunch break, logoff. */
const plan: readonly (readonly [number, ObservationKind])[] = [
  [538, 'logon'],
  ...[600, 660, 721, 830, 900, 960, 1020].flatMap((at): [number, ObservationKind][] => [
    [at, 'lock'],
    [at + (at === 721 ? 57 : 8), 'unlock'],
  ]),
  [1083, 'logoff'],
];

function person(index: number): Observation[] {
  return Array.from({ length: workdays }, (_, date) =>
    plan.map(([at, kind], step): Observation => ({
      id: `${index}-${date}-${step}`,
      kind,
      at: midnight + date * day + at * minute + ((index * 7 + step) % 5) * minute,
      device: `pc-${index}`,
      session: 1,
      sequence: date * plan.length + step,
      inferred: false,
      suspect: false,
    })),
  ).flat();
}

/** Every event once or twice, in an order that a fixed linear congruence gives. */
function shuffledWithCopies(events: readonly Observation[], seed: number): Observation[] {
  let state = seed + 1;
  const random = (below: number): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) % below;
  const drawn = events.flatMap((event) => (random(4) === 0 ? [event, { ...event }] : [event]));
  for (let last = drawn.length - 1; last > 0; last -= 1) {
    const other = random(last + 1);
    [drawn[last], drawn[other]] = [drawn[other]!, drawn[last]!];
  }
  return drawn;
}

interface SimpleDay {
  first: Observation;
  last: Observation;
  left: Observation | undefined;
  breaks: [Observation, Observation][];
}

/** The peer: one pass that trusts order and delivery, knows one PC, one zone, no carry and no settings. */
function straightforwardReduce(events: readonly Observation[]): Map<number, SimpleDay> {
  return events.reduce((days, event) => {
    const date = Math.floor((event.at + 540 * minute) / day);
    const known = days.get(date);
    if (known === undefined) return days.set(date, { first: event, last: event, left: undefined, breaks: [] });
    known.last = event;
    if (event.kind === 'lock' || event.kind === 'logoff') known.left ??= event;
    else if (known.left !== undefined) {
      if (event.at - known.left.at >= rules.breakThresholdMinutes * minute) known.breaks.push([known.left, event]);
      known.left = undefined;
    }
    return days;
  }, new Map<number, SimpleDay>());
}

type Totals = { days: number; breaks: number; hours: number };

function engine(events: readonly Observation[]): Totals {
  const totals = { days: 0, breaks: 0, hours: 0 };
  for (const { decided } of decidePersonDays(calendar, events)) {
    totals.days += 1;
    totals.breaks += decided.breaks.length;
    totals.hours += ((decided.clockOut?.at ?? 0) - (decided.clockIn?.at ?? 0)) / (60 * minute);
  }
  return totals;
}

function peer(events: readonly Observation[]): Totals {
  const totals = { days: 0, breaks: 0, hours: 0 };
  for (const { first, last, breaks } of straightforwardReduce(events).values()) {
    totals.days += 1;
    totals.breaks += breaks.length;
    totals.hours += (last.at - first.at) / (60 * minute);
  }
  return totals;
}

const calendar = businessCalendar(always(rules));
const people = Array.from({ length: 500 }, (_, index) => person(index));
const disorder = people.map(shuffledWithCopies);

function measure(name: string, input: readonly Observation[][], decide: (events: readonly Observation[]) => Totals) {
  for (const events of input) decide(events);
  const perRound = input.reduce((sum, events) => sum + events.length, 0);
  const sum = { days: 0, breaks: 0, hours: 0 };
  const began = process.cpuUsage();
  let rounds = 0;
  for (; rounds * perRound < target; rounds += 1) {
    for (const events of input) {
      const { days, breaks, hours } = decide(events);
      sum.days += days;
      sum.breaks += breaks;
      sum.hours += hours;
    }
  }
  const { user, system } = process.cpuUsage(began);
  return {
    name,
    events: rounds * perRound,
    'M events/s/core': Number(((rounds * perRound) / (user + system)).toFixed(2)),
    'days a person': sum.days / rounds / input.length,
    'breaks a person': Number((sum.breaks / rounds / input.length).toFixed(1)),
    'hours a person': Number((sum.hours / rounds / input.length).toFixed(1)),
  };
}

console.table([
  measure('reduce, in order', people, peer),
  measure('engine, in order', people, engine),
  measure('reduce, shuffled with copies (wrong result)', disorder, peer),
  measure('engine, shuffled with copies', disorder, engine),
]);
