import { ofCompany, untilUnmoved, updateWithOutbox, type Collection } from '@genkan/mongo-kit';
import type { JudgedCodeStore } from './judged-code.store.ts';
import type { JudgedCode } from './logon-record.ts';
import { systemActor } from '../operations/operation.ts';
import { operationEntry } from '../operations/outbox-entries.ts';
import { userDocumentId, userStateEntry, type UserDocument } from '../users/user.document.ts';

export function mongoJudgedCodeStore(users: Collection<UserDocument>): JudgedCodeStore {
  return {
    async absorb(codes) {
      const counted = codes.filter(({ locked }) => !locked);
      if (counted.length > 0) await users.bulkWrite(counted.flatMap(writesOf), { ordered: false });
      const locking = codes.filter(({ locked }) => locked);
      // A step stays used, whether or not its lock was lifted in the meantime.
      if (locking.length > 0) await users.bulkWrite(locking.map(stepWriteOf), { ordered: false });
      for (const code of locking) await lock(code);
    },
  };

  /** A lock is news for others, so it is saved together with the messages that say so. */
  function lock(code: JudgedCode): Promise<void> {
    const { companyId, userId, credentialVersion } = code;
    return untilUnmoved(async () => {
      const user = await users.findOne(ofCompany<UserDocument>(companyId, { _id: userDocumentId(companyId, userId), 'guard.credentialVersion': credentialVersion }));
      if (user?.guard === undefined || user.guard.judgedAt >= code.judgedAt) return undefined;
      const rev = user.rev + 1;
      const at = new Date(code.judgedAt);
      const guard = { credentialVersion, ...countersOf(code), lastStep: Math.max(user.guard.lastStep, code.acceptedStep) };
      const details = { pc: code.pcName, failures: String(code.failures) };
      const operation = { kind: 'credential-lock', actor: { ...systemActor, ip: code.ip }, occurredAt: at, targetUserId: userId, details } as const;
      const entries = [userStateEntry({ ...user, guard, rev }, at), operationEntry(companyId, `user/${userId}`, rev, operation)];
      return (await updateWithOutbox(users, user, { guard }, entries)) === 'moved' ? 'moved' : undefined;
    });
  }
}

// Every write counts `rev` up, so that whoever changes the document by compare-and-set sees these counters.
function writesOf(code: JudgedCode) {
  const { failures, delayedUntil, locked, judgedAt } = countersOf(code);
  const counters = { 'guard.failures': failures, 'guard.delayedUntil': delayedUntil, 'guard.locked': locked, 'guard.judgedAt': judgedAt };
  return [
    { updateOne: { filter: { ...ofCredential(code), 'guard.judgedAt': { $lt: judgedAt } }, update: { $set: counters, $inc: { rev: 1 } } } },
    stepWriteOf(code),
  ];
}

const ofCredential = ({ companyId, userId, credentialVersion }: JudgedCode) => ({ _id: userDocumentId(companyId, userId), companyId, 'guard.credentialVersion': credentialVersion });

const stepWriteOf = (code: JudgedCode) => ({
  updateOne: { filter: { ...ofCredential(code), 'guard.lastStep': { $lt: code.acceptedStep } }, update: { $set: { 'guard.lastStep': code.acceptedStep }, $inc: { rev: 1 } } },
});

const countersOf = ({ failures, delayedUntil, locked, judgedAt }: JudgedCode) => ({ failures, delayedUntil, locked, judgedAt });
