import { createHash } from 'node:crypto';

/** What the attendance simulator tells about itself: address, token, login and accounts of its company. */
export interface AttendanceFacts {
  readonly webApi: { readonly baseUrl: string; readonly token: string };
  readonly oidc: { readonly issuer: string; readonly clientId: string };
  readonly company: { readonly code: string; readonly name: string };
  readonly accounts: readonly { readonly account: string; readonly password: string }[];
}

export const attendanceFacts = async (attendanceUrl: string): Promise<AttendanceFacts> => {
  const answer = await fetch(`${attendanceUrl}/simulator/accounts`, { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`The attendance simulator answered ${answer.status} when asked for its accounts.`);
  return (await answer.json()) as AttendanceFacts;
};

/** Somebody who becomes an administrator in the attendance system after its first day; repeating changes nothing. */
export const addAdministrator = async (attendanceUrl: string, code: string, name: string): Promise<void> => {
  const entity = { key: createHash('sha256').update(`administrator ${code}`).digest('hex'), code, name, emailAddresses: [`${code}@example.jp`] };
  const answer = await fetch(`${attendanceUrl}/simulator/administrators`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ edits: [{ op: 'add', entity }] }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`The attendance simulator answered ${answer.status} when asked for another administrator.`);
};
