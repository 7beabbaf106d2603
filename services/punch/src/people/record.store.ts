import type { PersonRecords } from './person-of.ts';
import type { DayOwner } from '../business-day/day-owner.ts';
import type { DaysToRevisit } from '../business-day/employee-day.store.ts';
import type { RecordKind, RecordStates } from './records.ts';

/** A record as it is stored. */
export interface KnownRecord<Kind extends RecordKind> {
  readonly version: number;
  readonly state: RecordStates[Kind];
  /** Days that this record made wrong and that were not yet made due; null = none. */
  readonly revisit: DaysToRevisit | null;
}

/** Names a record of a company; a company's own has the id "". */
export interface RecordName<Kind extends RecordKind> {
  readonly kind: Kind;
  readonly companyId: string;
  readonly id: string;
}

/** Records of other services, one company at a time; behaviour: `record.store.contract.ts`. */
export interface RecordStore {
  find<Kind extends RecordKind>(name: RecordName<Kind>): Promise<KnownRecord<Kind> | undefined>;
  /** Stores it unless the same or a higher version is there. */
  put<Kind extends RecordKind>(name: RecordName<Kind>, record: KnownRecord<Kind>): Promise<'stored' | 'older'>;
  /** Says that the days of this version were made due. */
  revisited(name: RecordName<RecordKind>, version: number): Promise<void>;
  forget(name: RecordName<RecordKind>): Promise<void>;
  /** All that tells about a person; what has not arrived is missing. */
  about(owner: DayOwner): Promise<PersonRecords>;
}
