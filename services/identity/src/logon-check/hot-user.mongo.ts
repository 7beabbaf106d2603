import { ofCompany, type Collection } from '@genkan/mongo-kit';
import type { HotUserSource } from './hot-state.ts';
import type { HotUser } from './logon-check.store.ts';
import { userDocumentId, type UserDocument } from '../users/user.document.ts';

export function mongoHotUsers(users: Collection<UserDocument>): HotUserSource {
  return {
    async find({ companyId, userId }) {
      return hotUser(await users.findOne(ofCompany<UserDocument>(companyId, { _id: userDocumentId(companyId, userId) })));
    },
    async *registered() {
      for await (const user of users.find({ credential: { $exists: true } }).batchSize(200)) {
        yield { companyId: user.companyId, userId: user.userId, hot: hotUser(user) };
      }
    },
  };
}

/** The part of a user document that the logon check works with. */
export function hotUser(user: UserDocument | null): HotUser {
  const credential = user?.credential;
  const guard = user?.guard?.credentialVersion === user?.credentialVersion ? user?.guard : undefined;
  return {
    rev: user?.rev ?? 0,
    credentialVersion: user?.credentialVersion ?? 0,
    usable: user !== null && !user.gone && credential !== undefined,
    seed: credential?.seed ?? '',
    ahead: credential?.ahead ?? false,
    unlocks: credential?.unlocks ?? 0,
    lastStep: guard?.lastStep ?? 0,
    failures: guard?.failures ?? 0,
    delayedUntil: guard?.delayedUntil ?? 0,
    locked: guard?.locked ?? false,
    judgedAt: guard?.judgedAt ?? 0,
  };
}
