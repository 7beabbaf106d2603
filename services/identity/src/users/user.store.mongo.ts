import { topics } from '@genkan/contracts';
import { encodeTombstone } from '@genkan/kafka-kit';
import { applyIfNewer, insertWithOutbox, ofCompany, outboxEntry, tenantId, untilUnmoved, updateWithOutbox } from '@genkan/mongo-kit';
import type { Collection, OutboxEntry } from '@genkan/mongo-kit';
import { type Clock, currentTraceparent } from '@genkan/service-kit';
import type { PersonDirectory, PersonEntry } from './person-directory.ts';
import { dueInRedis, userDocumentId, userStateEntry, type UserDocument } from './user.document.ts';
import type { ListedUser, UserQuery, UserStore } from './user.store.ts';
import { folded, type Person } from './user.ts';

/** The present name of a division. */
export interface DivisionDocument {
  _id: string;
  companyId: string;
  divisionCode: string;
  name: string;
  version: number;
}

export function mongoUserStore(users: Collection<UserDocument>, divisions: Collection<DivisionDocument>, clock: Clock): UserStore & PersonDirectory {
  const find = (companyId: string, userId: string): Promise<UserDocument | null> =>
    users.findOne(ofCompany<UserDocument>(companyId, { _id: userDocumentId(companyId, userId) }));

  return {
    applyPerson: (companyId, userId, person, version) =>
      untilUnmoved(async () => {
        const at = clock();
        const fields = { ...person, searchText: searchTextOf(person), personVersion: version };
        const before = await find(companyId, userId);
        if (before === null) {
          const user = { _id: userDocumentId(companyId, userId), companyId, userId, rev: 1, credentialVersion: 0, ...fields };
          return (await insertWithOutbox(users, user, [userStateEntry(user, at)])) === 'exists' ? 'moved' : undefined;
        }
        if (version <= before.personVersion) return undefined;
        const rev = before.rev + 1;
        const saved =
          before.gone === person.gone
            ? await updateWithOutbox(users, before, fields, [])
            : await updateWithOutbox(users, before, { ...fields, ...dueInRedis(rev, at) }, [userStateEntry({ ...before, ...fields, rev }, at)]);
        return saved === 'moved' ? saved : undefined;
      }),

    erasePerson: (companyId, userId) =>
      untilUnmoved(async () => {
        const before = await find(companyId, userId);
        if (before === null || (before.searchText === '' && before.gone)) return undefined;
        const at = clock();
        const rev = before.rev + 1;
        const erased = { employeeCode: '', displayName: '', email: null, divisionCode: null, searchText: '', gone: true, credentialVersion: before.credentialVersion + 1 };
        const entries = [tombstoneEntry(companyId, userId, rev, at)];
        const saved = await updateWithOutbox(users, before, { ...erased, ...dueInRedis(rev, at) }, entries, ['credential', 'offer', 'guard']);
        return saved === 'moved' ? saved : undefined;
      }),

    async applyDivision(companyId, divisionCode, name, version) {
      await applyIfNewer(divisions, tenantId(companyId, divisionCode), version, { companyId, divisionCode, name });
    },

    async list(companyId, query) {
      const found = await users.find(listFilter(companyId, query)).sort({ employeeCode: 1, userId: 1 }).limit(query.limit).toArray();
      const codes = [...new Set(found.flatMap(({ divisionCode }) => divisionCode ?? []))];
      const named = await divisions.find(ofCompany<DivisionDocument>(companyId, { divisionCode: { $in: codes } })).toArray();
      const names = new Map(named.map(({ divisionCode, name }) => [divisionCode, name]));
      return found.map((user) => listed(user, names));
    },

    async find(companyId, userId) {
      const user = await find(companyId, userId);
      return user === null ? undefined : personEntry(user);
    },

    async findMany(companyId, userIds) {
      const ids = userIds.map((userId) => userDocumentId(companyId, userId));
      const found = await users.find(ofCompany<UserDocument>(companyId, { _id: { $in: ids } })).toArray();
      return new Map(found.map((user) => [user.userId, personEntry(user)]));
    },
  };
}

const searchTextOf = ({ employeeCode, displayName, email }: Person): string => [employeeCode, displayName, email ?? ''].map(folded).join('\n');

/** A pattern that matches this text and nothing else. */
const literally = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

// An erased user has no code: it is in nobody's list.
function listFilter(companyId: string, { divisions, search, after }: UserQuery) {
  return ofCompany<UserDocument>(companyId, {
    $and: [
      { employeeCode: { $ne: '' } },
      ...(divisions === null ? [] : [{ divisionCode: { $in: [...divisions] } }]),
      ...(search === undefined ? [] : [{ searchText: { $regex: literally(folded(search)) } }]),
      ...(after === undefined ? [] : [{ $or: [{ employeeCode: { $gt: after[0] } }, { employeeCode: after[0], userId: { $gt: after[1] } }] }]),
    ],
  });
}

const personEntry = ({ userId, displayName, employeeCode, divisionCode, gone }: UserDocument): PersonEntry => ({
  userId,
  displayName,
  employeeCode,
  divisionCode,
  enabled: !gone,
});

function listed(user: UserDocument, divisionNames: ReadonlyMap<string, string>): ListedUser {
  const { userId, employeeCode, displayName, email, divisionCode, credential, guard, gone } = user;
  return {
    userId,
    employeeCode,
    displayName,
    email,
    divisionCode,
    divisionName: divisionCode === null ? null : (divisionNames.get(divisionCode) ?? null),
    registered: credential !== undefined,
    locked: credential !== undefined && (guard?.locked ?? false),
    enabled: !gone,
  };
}

function tombstoneEntry(companyId: string, userId: string, version: number, at: Date): OutboxEntry {
  const stateOf = `${topics.users.name}:${companyId}/${userId}`;
  const id = `${stateOf}:${version}:gone`;
  return outboxEntry(encodeTombstone(topics.users, [companyId, userId], { id, source: 'identity', time: at, traceparent: currentTraceparent() }), { id, at, stateOf });
}
