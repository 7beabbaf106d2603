import { timingSafeEqual } from 'node:crypto';
import type { People } from '../people/people.ts';
import type { Administrator } from '../people/person.ts';

export interface Accounts {
  /** The administrator with this account, when the password is right. */
  check(account: string, password: string): Administrator | undefined;
  byKey(key: string): Administrator | undefined;
  all(): { account: string; password: string; name: string; administratorKey: string }[];
}

const sameText = (a: string, b: string): boolean => {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
};

/** All demo administrators share one password: it protects nothing but invented people. */
export function createAccounts(people: People, password: string): Accounts {
  const administrators = (): Administrator[] => people.all('administrators');
  return {
    check: (account, given) => (sameText(given, password) ? administrators().find((one) => one.code === account) : undefined),
    byKey: (key) => administrators().find((one) => one.key === key),
    all: () => administrators().map(({ code, name, key }) => ({ account: code, password, name, administratorKey: key })),
  };
}
