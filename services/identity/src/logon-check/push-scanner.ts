import { startDueScanner, type Collection, type DueScanner } from '@genkan/mongo-kit';
import type { Clock, Logger } from '@genkan/service-kit';
import type { HotState } from './hot-state.ts';
import type { UserDocument } from '../users/user.document.ts';

/**
 * Tells Redis of changed user documents for as long as it takes: a deleted credential or a person who left must
 * not depend on Redis having been there at that moment.
 */
export const startPushScanner = (users: Collection<UserDocument>, hotState: HotState, { clock, log }: { clock: Clock; log: Logger }): DueScanner =>
  startDueScanner<UserDocument>({
    collection: users,
    field: 'hotDueAt',
    leaseMs: 5_000,
    clock,
    log,
    async handle({ _id, companyId, userId, hotRev }) {
      await hotState.push({ companyId, userId });
      // Unless it changed again in between: then the newer change is still due.
      await users.updateOne({ _id, hotRev: hotRev ?? 0 }, { $unset: { hotDueAt: '', hotRev: '' } });
    },
  });
