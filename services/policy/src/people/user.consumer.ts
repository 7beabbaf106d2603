import { CredentialStatus, topics } from '@genkan/contracts';
import { PermanentError, subscription } from '@genkan/kafka-kit';
import type { Subscription } from '@genkan/kafka-kit';
import type { PersonStore } from './person.store.ts';
import { entityOf } from './record-key.ts';

/** The state of each user's one-time password, from identity. */
export function users(people: PersonStore): Subscription {
  return subscription({
    topic: topics.users,
    async handle(user, { companyId, key }) {
      if (user.companyId !== companyId || user.userId !== entityOf(key)) throw new PermanentError('the record is not of its key');
      await people.applyUser(companyId, {
        userId: user.userId,
        version: Number(user.version),
        deleted: user.deleted,
        enabled: user.enabled,
        // An offered password was shown but not confirmed; it does not count.
        otpRegistered: user.credentialStatus === CredentialStatus.ACTIVE,
        locked: user.locked,
      });
    },
    handleTombstone: ({ companyId, key }) => people.forget(companyId, entityOf(key), 'user'),
  });
}
