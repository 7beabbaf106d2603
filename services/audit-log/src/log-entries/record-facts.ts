import { partyKey } from '../people/party.ts';
import type { Party } from '../people/party.ts';
import type { PartyStore } from '../people/party.store.ts';
import { conflictOf, factKey, splitBatch } from './conflict.ts';
import type { FirstSaid } from './conflict.ts';
import type { LogEntry, LogFact } from './log-entry.ts';
import type { LogEntryStore } from './log-entry.store.ts';

export interface RecordFactsParts {
  readonly entries: Pick<LogEntryStore, 'append'>;
  readonly parties: Pick<PartyStore, 'names'>;
  readonly clock: () => Date;
  /** Ids that rise in the order they are asked for. */
  readonly newId: () => string;
}

export type RecordFacts = ReturnType<typeof recordFacts>;

/**
 * Records a batch of facts, each once. A fact that comes again is compared with what stands: says it the
 * same, nothing happens; says it something else, the first stands and the contradiction is recorded.
 * The whole batch may be given again after a crash at any point.
 */
export function recordFacts({ entries, parties, clock, newId }: RecordFactsParts) {
  const append = async (facts: readonly LogFact[]) => {
    const recordedAt = clock();
    return entries.append(facts.map((fact): LogEntry => ({ ...fact, entryId: newId(), recordedAt })));
  };

  return async (facts: readonly LogFact[]): Promise<void> => {
    const { firsts, repeats } = splitBatch(await withNames(parties, facts));
    const already = await append(firsts);

    const stands = new Map<string, FirstSaid>(firsts.map((fact) => [factKey(fact), fact]));
    for (const { first, again } of already) stands.set(factKey(again), first);
    const compared = [...already.map(({ again }) => again), ...repeats];
    const conflicts = compared.flatMap((fact) => {
      const first = stands.get(factKey(fact));
      return (first === undefined ? undefined : conflictOf(first, fact)) ?? [];
    });
    await append(splitBatch(conflicts).firsts);
  };
}

/** The facts with the names known now, where their source said only an id. */
async function withNames(parties: Pick<PartyStore, 'names'>, facts: readonly LogFact[]): Promise<LogFact[]> {
  const named = new Map<string, Map<string, string>>();
  for (const companyId of new Set(facts.map((fact) => fact.companyId))) {
    const asked = facts.filter((fact) => fact.companyId === companyId).flatMap(unnamedParties);
    named.set(companyId, await parties.names(companyId, uniqueParties(asked)));
  }
  return facts.map((fact) => {
    const names = named.get(fact.companyId);
    const { actor, target } = fact;
    return {
      ...fact,
      actor: { ...actor, name: actor.name || nameOf(names, actor) },
      target: target === null ? null : { ...target, name: target.name || nameOf(names, { kind: 'user', id: target.userId ?? '' }) },
    };
  });
}

type PartyRef = Pick<Party, 'kind' | 'id'>;

function unnamedParties({ actor, target }: LogFact): PartyRef[] {
  const parties: PartyRef[] = [];
  if (actor.name === '' && actor.id !== '' && actor.kind !== 'operator' && actor.kind !== 'system') {
    parties.push({ kind: actor.kind, id: actor.id });
  }
  if (target?.userId && target.name === '') parties.push({ kind: 'user', id: target.userId });
  return parties;
}

function uniqueParties(parties: readonly PartyRef[]): PartyRef[] {
  return [...new Map(parties.map((party) => [partyKey(party), party])).values()];
}

function nameOf(names: ReadonlyMap<string, string> | undefined, { kind, id }: { kind: string; id: string }): string {
  return names?.get(`${kind}:${id}`) ?? '';
}
