import type { Operation } from '../operations/operation.ts';
import type { Known } from './entity.ts';
import type { EntityStore } from './entity.store.ts';

/** What was told about one company, in order, for tests. */
export interface Told<Value> {
  readonly companyId: string;
  readonly key: string;
  readonly version: number;
  readonly value: Value;
  readonly deleted: boolean;
  readonly operation?: Operation;
}

export interface MemoryEntityStore<Value> extends EntityStore<Value> {
  readonly told: Told<Value>[];
}

export function memoryEntityStore<Value>(): MemoryEntityStore<Value> {
  const companies = new Map<string, Map<string, Known<Value>>>();
  const told: Told<Value>[] = [];
  return {
    told,
    all: async (companyId) => [...(companies.get(companyId)?.values() ?? [])].map((known) => structuredClone(known)),
    async save(companyId, { key, before, value, removedAt }, _at, operation) {
      const entities = companies.get(companyId) ?? new Map<string, Known<Value>>();
      if ((entities.get(key)?.rev ?? 0) !== before) return 'moved';
      entities.set(key, structuredClone({ key, rev: before + 1, value, ...(removedAt === undefined ? {} : { removedAt }) }));
      companies.set(companyId, entities);
      told.push({ companyId, key, version: before + 1, value, deleted: removedAt !== undefined, ...(operation ? { operation } : {}) });
      return 'saved';
    },
  };
}
