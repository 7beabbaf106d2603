import { createHash } from 'node:crypto';
import { isDuplicateId, tenantId, type Collection, type IndexDescription } from '@genkan/mongo-kit';
import type { UsedAssertions } from './used-assertions.ts';

export interface UsedAssertionDocument {
  _id: string;
  companyId: string;
  forgottenAt: Date;
}

/** The database forgets by its own clock: kept longer than the assertion is usable, for clocks that differ. */
const marginMs = 600_000;

export const usedAssertionIndexes: IndexDescription[] = [{ key: { forgottenAt: 1 }, name: 'expiry', expireAfterSeconds: 0 }];

/**
 * Used assertions as documents: one that was inserted was acknowledged by a majority and its journal, so no restart
 * and no failover makes an assertion usable again.
 */
export function mongoUsedAssertions(collection: Collection<UsedAssertionDocument>): UsedAssertions {
  return {
    async claim({ companyId, deviceId, jti, usableUntil }) {
      // The id is what the device sent: hashed, it has a bounded length and no odd characters.
      const _id = tenantId(companyId, deviceId, createHash('sha256').update(jti).digest('base64url'));
      try {
        await collection.insertOne({ _id, companyId, forgottenAt: new Date(usableUntil.getTime() + marginMs) });
        return true;
      } catch (error) {
        if (isDuplicateId(error)) return false;
        throw error;
      }
    },
  };
}
