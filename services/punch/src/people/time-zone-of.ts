import { PermanentError } from '@genkan/kafka-kit';
import { isTimeZone } from '../business-day/local-time.ts';

/** @throws PermanentError when the name is no IANA time zone: a day cannot be found in it. */
export function timeZoneOf(name: string): string {
  if (!isTimeZone(name)) throw new PermanentError('a time zone has no IANA name');
  return name;
}
