import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { CredentialStatus, topics } from '@genkan/contracts';
import { dueIndex, outboxIndexes, tenantId, type IndexDescription, type OutboxDocument, type OutboxEntry } from '@genkan/mongo-kit';
import { stateEntry } from '../operations/outbox-entries.ts';

/** A registered one-time password. */
export interface CredentialFields {
  /** Registration it came from; a repeated confirmation is recognised by it. */
  registrationId: string;
  /** Sealed; opened only to compare a code. */
  seed: string;
  registeredAt: Date;
  /** Whether the code generator was seen to be ahead of the server when it was registered. */
  ahead: boolean;
  /** How often the credential was unlocked. */
  unlocks: number;
}

/** A one-time password that was shown and not yet confirmed. */
export interface OfferFields {
  registrationId: string;
  seed: string;
  expiresAt: Date;
  /** Wrong codes so far. */
  tries: number;
}

/** Counters of the logon check as they outlive Redis; they belong to one `credentialVersion`. */
export interface GuardFields {
  credentialVersion: number;
  lastStep: number;
  failures: number;
  delayedUntil: number;
  locked: boolean;
  judgedAt: number;
}

/**
 * All that identity knows of one user, in one document: what must be right at once (the credential, its
 * counters, whether the person is still there, and the messages about it) changes in one write.
 */
export interface UserDocument extends OutboxDocument {
  userId: string;
  employeeCode: string;
  displayName: string;
  email: string | null;
  divisionCode: string | null;
  gone: boolean;
  /** `employeeCode`, name and mail, folded, for searching. */
  searchText: string;
  /** Version of the record of sync. */
  personVersion: number;
  credentialVersion: number;
  credential?: CredentialFields;
  offer?: OfferFields;
  guard?: GuardFields;
  /** Since when Redis has to be told of revision `hotRev`. */
  hotDueAt?: Date;
  hotRev?: number;
}

export const userIndexes: IndexDescription[] = [
  ...outboxIndexes,
  { key: { companyId: 1, employeeCode: 1, userId: 1 }, name: 'by-employee-code' },
  dueIndex('hotDueAt'),
];

export const userDocumentId = (companyId: string, userId: string): string => tenantId(companyId, userId);

/** Fields of a change that Redis has to be told of. */
export const dueInRedis = (rev: number, at: Date): Pick<UserDocument, 'hotDueAt' | 'hotRev'> => ({ hotDueAt: at, hotRev: rev });

/** The state of the user for others, as it is after a change; never a secret. */
export function userStateEntry(user: UserDocument, at: Date): OutboxEntry {
  const { companyId, userId, rev, credential, credentialVersion, guard, gone } = user;
  const message = {
    companyId,
    userId,
    version: BigInt(rev),
    credentialStatus: credential === undefined ? CredentialStatus.NONE : CredentialStatus.ACTIVE,
    credentialVersion: BigInt(credentialVersion),
    ...(credential === undefined ? {} : { registeredTime: timestampFromDate(credential.registeredAt) }),
    locked: guard?.locked ?? false,
    enabled: !gone,
    deleted: gone,
  };
  return stateEntry(topics.users, [companyId, userId], message, rev, at);
}
