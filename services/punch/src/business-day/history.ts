/** A value and the moment (milliseconds since the epoch) from which it holds. */
export interface Period<Value> {
  readonly effectiveFrom: number;
  readonly value: Value;
}

/**
 * All values a setting ever had, oldest first. The first one also holds for all time before it, so a
 * history always answers.
 */
export type History<Value> = readonly [Period<Value>, ...Period<Value>[]];

export const always = <Value>(value: Value): History<Value> => [{ effectiveFrom: 0, value }];

/**
 * The history of the given periods in order of time, or `fallback` for ever if there are none. Of two
 * periods that begin together the later one in the list holds.
 */
export function historyOf<Value>(periods: readonly Period<Value>[], fallback: Value): History<Value> {
  const [first, ...rest] = periods
    .toSorted((a, b) => a.effectiveFrom - b.effectiveFrom)
    .filter(({ effectiveFrom }, index, sorted) => sorted[index + 1]?.effectiveFrom !== effectiveFrom);
  return first === undefined ? always(fallback) : [first, ...rest];
}

export function valueAt<Value>(history: History<Value>, at: number): Value {
  return (history.findLast(({ effectiveFrom }) => effectiveFrom <= at) ?? history[0]).value;
}

/**
 * The values as someone lived them who moved between owners of a setting: a person's day borders, for
 * example, are those of the division the person belonged to at each moment.
 */
export function along<Owner, Value>(
  owners: History<Owner>,
  settingOf: (owner: Owner) => History<Value>,
): History<Value> {
  return joined([owners, ...owners.map(({ value }) => settingOf(value))], (at) =>
    valueAt(settingOf(valueAt(owners, at)), at),
  );
}

/** One history of two settings together. */
export function together<A, B, Value>(a: History<A>, b: History<B>, join: (a: A, b: B) => Value): History<Value> {
  return joined([a, b], (at) => join(valueAt(a, at), valueAt(b, at)));
}

/**
 * The first moment from which two histories do not say the same; 0 when they differ from the beginning,
 * null when they never do. Days that ended before it need not be decided again.
 */
export function firstDifference(one: History<unknown>, other: History<unknown>): number | null {
  const apart = joined([one, other], (at) => JSON.stringify(valueAt(one, at)) !== JSON.stringify(valueAt(other, at)));
  if (apart[0].value) return 0;
  return apart.find(({ value }) => value)?.effectiveFrom ?? null;
}

function joined<Value>(histories: readonly History<unknown>[], valueOf: (at: number) => Value): History<Value> {
  const moments = new Set(histories.flat().map(({ effectiveFrom }) => effectiveFrom));
  const [first = 0, ...rest] = [...moments].sort((a, b) => a - b);
  const period = (effectiveFrom: number): Period<Value> => ({ effectiveFrom, value: valueOf(effectiveFrom) });
  return [period(first), ...rest.map(period)];
}
