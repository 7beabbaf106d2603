import { setTimeout as pause } from 'node:timers/promises';
import { CallRefused } from './api-call.ts';
import type { ConsoleClient } from './console-client.ts';

/** What an administrator sets up in the console for the demo. */

export const otpGroupName = '二要素';

interface User {
  readonly userId: string;
  readonly employeeCode: string;
  readonly name: string;
}

/**
 * Repeats a call until Genkan knows what it is about: facts of the sync reach the other services by
 * topics, a moment after the run has ended.
 * @throws the last refusal after `withinMs` milliseconds
 */
export const onceKnown = async <Result>(call: () => Promise<Result>, withinMs = 60_000): Promise<Result> => {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof CallRefused) || performance.now() > deadline) throw error;
      await pause(250);
    }
  }
};

/** All users of the company; waits until `atLeast` are known. */
export const listUsers = async (console: ConsoleClient, atLeast: number): Promise<readonly User[]> =>
  onceKnown(async () => {
    const users: User[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = (await console.call('GET', `/users?limit=100${query}`)) as { users: User[]; nextCursor: string | null };
      users.push(...page.users);
      cursor = page.nextCursor;
    } while (cursor !== null);
    if (users.length < atLeast) throw new CallRefused('GET /users', 409, 'too-few-users', `${users.length} of ${atLeast}`);
    return users;
  });

/** The group whose members log on with password and one-time code; made with its members when missing. */
export const ensureOtpGroup = async (console: ConsoleClient, userIds: readonly string[]): Promise<void> => {
  const { groups } = (await console.call('GET', '/groups')) as { groups: { groupId: string; name: string }[] };
  const present = groups.find(({ name }) => name === otpGroupName);
  const group =
    present ??
    ((await console.call('POST', '/groups', { name: otpGroupName, language: 'ja', timeZone: 'Asia/Tokyo', breakThresholdMinutes: null })) as {
      groupId: string;
    });
  await console.call('PUT', `/groups/${group.groupId}/logon-methods`, { methods: [{ first: 'password', second: 'otp' }] });
  await onceKnown(() => console.call('POST', `/groups/${group.groupId}/members`, { userIds }));
};

interface Administrator {
  readonly administratorKey: string;
  readonly administratorCode?: string;
  readonly account?: string;
}

/** Gives the other administrators their rights in Genkan. */
export const setRights = async (
  console: ConsoleClient,
  account: string,
  rights: { readonly level: 'all-access' | 'general'; readonly serviceUse: boolean },
): Promise<void> =>
  onceKnown(async () => {
    const { administrators } = (await console.call('GET', '/administrators')) as { administrators: Administrator[] };
    const found = administrators.find(({ administratorCode, account: name }) => administratorCode === account || name === account);
    if (found === undefined) throw new CallRefused('GET /administrators', 404, 'administrator-not-found', account);
    await console.call('PUT', `/administrators/${found.administratorKey}`, { ...rights, divisions: null });
  });

/** A token by which PCs enrol. */
export const createEnrolmentToken = async (console: ConsoleClient): Promise<{ readonly token: string; readonly expiresAt: string }> =>
  (await console.call('POST', '/enrolment-tokens', { uses: 1000, validHours: 720, label: 'demo' })) as { token: string; expiresAt: string };

/** The code by which a user ties a Windows account to himself; shown once. */
export const createActivationCode = async (console: ConsoleClient, userId: string): Promise<string> =>
  ((await console.call('POST', `/users/${userId}/activation-codes`)) as { code: string }).code;
