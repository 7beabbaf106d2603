import type { AgentPolicy } from '@genkan/logon-policy';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { factStore } from '../database/fact.store.ts';
import type { Logger } from '../log.ts';

/** Whom a Windows account of this PC is tied to, in words for that person's client console. */
export interface TiedPerson {
  readonly displayName: string;
  readonly employeeCode: string;
}

/**
 * The names of the ties, on disk as long as the tie: the server tells them when a tie is made and its policy knows
 * ids only. A tie whose answer was lost, or an older one, has no name here.
 */
export interface TiedPersons {
  of(windowsSid: string): TiedPerson | undefined;
  remember(windowsSid: string, person: TiedPerson & { readonly userId: string }): void;
  forget(windowsSid: string): void;
  /** Forgets whose tie this policy does not show: ended elsewhere, made anew for somebody else, or of a person who has left. */
  obey(policy: AgentPolicy): void;
}

const Persons = z.record(z.string(), z.object({ userId: z.string(), displayName: z.string(), employeeCode: z.string() }));
type Persons = z.infer<typeof Persons>;

export function createTiedPersons(options: {
  database: Database;
  /** Whether a tie of this account was made that no policy shows yet. */
  isAwaited: (windowsSid: string) => boolean;
  log: Logger;
}): TiedPersons {
  const { isAwaited, log } = options;
  const store = factStore(options.database, 'tied-persons', Persons);

  function load(): Persons {
    try {
      return store.load() ?? {};
    } catch (error) {
      log.error('The names of the ties cannot be read', { error });
      return {};
    }
  }

  /** A name is a help to the person; that it cannot be written must not undo a tie, nor a policy. */
  function save(persons: Persons): void {
    try {
      store.save(persons);
    } catch (error) {
      log.error('The names of the ties cannot be saved', { error });
    }
  }

  function keepWhere(stays: (windowsSid: string, userId: string) => boolean): void {
    const persons = load();
    const left = Object.entries(persons).filter(([windowsSid, { userId }]) => stays(windowsSid, userId));
    if (left.length < Object.keys(persons).length) save(Object.fromEntries(left));
  }

  return {
    of(windowsSid) {
      const person = load()[windowsSid];
      return person && { displayName: person.displayName, employeeCode: person.employeeCode };
    },
    remember: (windowsSid, { userId, displayName, employeeCode }) => save({ ...load(), [windowsSid]: { userId, displayName, employeeCode } }),
    forget: (forgotten) => keepWhere((windowsSid) => windowsSid !== forgotten),
    obey: ({ accounts }) =>
      keepWhere((windowsSid, userId) => {
        const account = accounts.find((each) => each.windowsSid === windowsSid);
        return account === undefined ? isAwaited(windowsSid) : account.userId === userId && account.enabled;
      }),
  };
}
