/** One entry of a history: the value holds from `effectiveFrom` until the next entry begins. */
export interface Period<Value> {
  readonly effectiveFrom: Date;
  readonly value: Value;
}

/** Oldest first, never empty; the first entry holds since ever, the last one is in force. */
export type History<Value> = readonly [Period<Value>, ...Period<Value>[]];

const epoch = new Date(0);

/** A history whose first value holds since ever: days before the first change must find a value too. */
export function startHistory<Value>(value: Value): History<Value> {
  return [{ effectiveFrom: epoch, value }];
}

export function inForce<Value>(history: History<Value>): Value {
  return last(history).value;
}

/**
 * The history with `value` in force from `at`. A value that already holds changes nothing. Two changes
 * that fall on one instant, or a clock that went back, replace the last entry instead of breaking the order.
 */
export function changeFrom<Value>(
  history: History<Value>,
  at: Date,
  value: Value,
  same: (a: Value, b: Value) => boolean,
): History<Value> {
  const newest = last(history);
  if (same(newest.value, value)) return history;
  if (newest.effectiveFrom < at) return [...history, { effectiveFrom: at, value }];
  const [first, ...later] = [...history.slice(0, -1), { effectiveFrom: newest.effectiveFrom, value }];
  return first === undefined ? startHistory(value) : [first, ...later];
}

function last<Value>(history: History<Value>): Period<Value> {
  return history[history.length - 1] ?? history[0];
}
