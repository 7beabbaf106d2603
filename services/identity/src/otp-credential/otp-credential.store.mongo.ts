import { ofCompany, updateWithOutbox } from '@genkan/mongo-kit';
import type { Collection } from '@genkan/mongo-kit';
import { operationEntry } from '../operations/outbox-entries.ts';
import { dueInRedis, userDocumentId, userStateEntry, type UserDocument } from '../users/user.document.ts';
import type { OtpCredential } from './otp-credential.ts';
import type { OtpCredentialStore, StoredCredential } from './otp-credential.store.ts';

export function mongoOtpCredentialStore(users: Collection<UserDocument>): OtpCredentialStore {
  const idOf = ({ companyId, userId, rev }: StoredCredential) => ({ _id: userDocumentId(companyId, userId), rev });
  return {
    async find(companyId, userId) {
      const user = await users.findOne(ofCompany<UserDocument>(companyId, { _id: userDocumentId(companyId, userId) }));
      return user === null ? undefined : stored(user);
    },

    saveOffer: (before, credential) => updateWithOutbox(users, idOf(before), { ...(credential.offer && { offer: credential.offer }) }, []),

    async saveChange(before, credential, operation) {
      const { companyId, userId } = before;
      const user = await users.findOne({ _id: userDocumentId(companyId, userId), rev: before.rev });
      if (user === null) return 'moved';
      const rev = before.rev + 1;
      const fields = fieldsOf(credential);
      const entries = [
        userStateEntry({ ...withoutCredential(user), ...fields, rev }, operation.occurredAt),
        operationEntry(companyId, `user/${userId}`, rev, operation),
      ];
      const gone = (['credential', 'offer', 'guard'] as const).filter((name) => fields[name] === undefined);
      return updateWithOutbox(users, user, { ...fields, ...dueInRedis(rev, operation.occurredAt) }, entries, gone);
    },
  };
}

function withoutCredential({ credential: _credential, offer: _offer, guard: _guard, ...user }: UserDocument): UserDocument {
  return user;
}

function fieldsOf({ version, active, offer, counters }: OtpCredential): Pick<UserDocument, 'credentialVersion' | 'credential' | 'offer' | 'guard'> {
  return {
    credentialVersion: version,
    ...(active && { credential: active }),
    ...(offer && { offer }),
    ...(counters && { guard: { credentialVersion: version, ...counters } }),
  };
}

function stored(user: UserDocument): StoredCredential {
  const { companyId, userId, employeeCode, displayName, divisionCode, gone, rev, credentialVersion, credential, offer, guard } = user;
  return {
    companyId,
    userId,
    employeeCode,
    displayName,
    divisionCode,
    enabled: !gone,
    rev,
    credential: {
      version: credentialVersion,
      active: credential,
      offer,
      counters: guard?.credentialVersion === credentialVersion ? guard : undefined,
    },
  };
}
