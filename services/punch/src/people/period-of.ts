import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { PermanentError } from '@genkan/kafka-kit';
import type { Period } from '../business-day/history.ts';

/** A period of a record's history. @throws PermanentError when it does not say since when. */
export function periodOf<Value>(effectiveFrom: Timestamp | undefined, value: Value): Period<Value> {
  if (effectiveFrom === undefined) throw new PermanentError('a period does not say since when it holds');
  return { effectiveFrom: timestampMs(effectiveFrom), value };
}

/** @throws PermanentError when the number is not a whole one between the bounds. */
export function within(value: number, lowest: number, highest: number, what: string): number {
  if (!Number.isInteger(value) || value < lowest || value > highest) {
    throw new PermanentError(`${what} is not between ${lowest} and ${highest}`);
  }
  return value;
}
