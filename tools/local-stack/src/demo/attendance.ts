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
