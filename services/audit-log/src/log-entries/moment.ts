import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { PermanentError } from '@genkan/kafka-kit';

/** The moment of a field that a record must have. @throws PermanentError when it is missing or no time at all. */
export function momentOf(timestamp: Timestamp | undefined, field: string): Date {
  const moment = timestamp === undefined ? undefined : timestampDate(timestamp);
  if (moment === undefined || Number.isNaN(moment.getTime())) throw new PermanentError(`${field} is missing or not a time`);
  return moment;
}
