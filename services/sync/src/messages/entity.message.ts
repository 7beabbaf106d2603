import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { topics } from '@genkan/contracts';
import type { OutboxEntry } from '@genkan/mongo-kit';
import type { Administrator, Division, Entities, EntityKind, Person } from '../employee-sync/entity.ts';
import { stateEntry, tombstoneEntry } from './outbox-entries.ts';

/** How entities of one kind are told on their topic. */
export interface EntityMessages<Value> {
  state(companyId: string, value: Value, deleted: boolean, version: number, at: Date): OutboxEntry;
  tombstone(companyId: string, value: Value, version: number, at: Date): OutboxEntry;
}

const employee: EntityMessages<Person> = {
  state(companyId, person, deleted, version, at) {
    const { divisions, emailAddresses, ...facts } = person;
    const message = {
      ...facts,
      companyId,
      emailAddresses: [...emailAddresses],
      divisions: divisions.map(({ effectiveFrom, value }) => ({ effectiveFrom: timestampFromDate(effectiveFrom), divisionCode: value })),
      version: BigInt(version),
      deleted,
    };
    return stateEntry(topics.employees, [companyId, person.userId], message, version, at);
  },
  tombstone: (companyId, person, version, at) => tombstoneEntry(topics.employees, [companyId, person.userId], version, at),
};

const division: EntityMessages<Division> = {
  state(companyId, { divisionCode, name, dayBorders }, deleted, version, at) {
    const message = {
      companyId,
      divisionCode,
      name,
      dayBorders: dayBorders.map(({ effectiveFrom, value }) => ({ effectiveFrom: timestampFromDate(effectiveFrom), dayBorder: value })),
      version: BigInt(version),
      deleted,
    };
    return stateEntry(topics.divisions, [companyId, divisionCode], message, version, at);
  },
  tombstone: (companyId, { divisionCode }, version, at) => tombstoneEntry(topics.divisions, [companyId, divisionCode], version, at),
};

const administrator: EntityMessages<Administrator> = {
  state(companyId, value, deleted, version, at) {
    const message = { ...value, companyId, emailAddresses: [...value.emailAddresses], version: BigInt(version), deleted };
    return stateEntry(topics.administrators, [companyId, value.administratorKey], message, version, at);
  },
  tombstone: (companyId, { administratorKey }, version, at) => tombstoneEntry(topics.administrators, [companyId, administratorKey], version, at),
};

export const entityMessages: { readonly [Kind in EntityKind]: EntityMessages<Entities[Kind]> } = { employee, division, administrator };
