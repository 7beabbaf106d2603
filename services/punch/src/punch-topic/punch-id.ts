import { createHash } from 'node:crypto';
import type { DayOwner } from '../business-day/day-owner.ts';
import type { PunchKind } from './punch-kind.ts';

export interface PunchIdentity extends DayOwner {
  /** YYYY-MM-DD. */
  readonly businessDay: string;
  readonly kind: PunchKind;
  /** For the punches of a break: the event that opened it. */
  readonly openingId?: string | undefined;
}

/**
 * The stable id of a punch: the same facts give the same id on every machine and for ever. Each part
 * is hashed behind its length, so that no two lists of parts read the same.
 */
export function punchIdOf({ companyId, userId, businessDay, kind, openingId }: PunchIdentity): string {
  const hash = createHash('sha256');
  for (const part of [companyId, userId, businessDay, kind, ...(openingId === undefined ? [] : [openingId])]) {
    hash.update(`${Buffer.byteLength(part)}:`).update(part);
  }
  return hash.digest('hex').slice(0, 32);
}
