import type { Operation } from '../operations/operation.ts';
import type { Known } from './entity.ts';

/** What sync remembers of one kind of entity. Every write also tells the state on its topic, in the same step. */
export interface EntityStore<Value> {
  /** Everything of the company, removed ones in their grace included. */
  all(companyId: string): Promise<Known<Value>[]>;
  /**
   * Writes the next state; `before` is the version that was read, 0 for "not there". 'moved' when it is another one
   * by now: nothing is written then. With `removedAt` the entity is removed, without it is present.
   */
  save(companyId: string, entity: { key: string; before: number; value: Value; removedAt?: Date }, at: Date, operation?: Operation): Promise<'saved' | 'moved'>;
}

/** The part of the people's store that ends the grace. */
export interface PurgeableStore {
  /** Ends what is due: tells the end on the topic and drops the personal data, later the rest. */
  purge(companyId: string, key: string, at: Date): Promise<void>;
}
