import { topics, type LogonCheck } from '@genkan/contracts';
import { PermanentError, subscription, type Envelope, type Subscription } from '@genkan/kafka-kit';
import { judgedCode, latestPerUser } from './logon-record.ts';
import type { JudgedCodeStore } from './judged-code.store.ts';

/** Our own records, brought into the user documents: what Redis knew is then known without it. */
export const logonRecords = (store: JudgedCodeStore): Subscription =>
  subscription({
    topic: topics.logonChecks,
    async handleBatch(items) {
      const codes = items.flatMap(({ message, envelope }) => judgedCode(ofItsKey(message, envelope)) ?? []);
      await store.absorb(latestPerUser(codes));
    },
  });

function ofItsKey(record: LogonCheck, { companyId, key }: Envelope): LogonCheck {
  if (record.companyId !== companyId || key !== `${record.companyId}/${record.userId}`) throw new PermanentError('the record is not of its key');
  return record;
}
