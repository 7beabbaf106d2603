import type { ListedUser } from './user.store.ts';

export interface LinkedAccount {
  readonly pcName: string;
  readonly windowsAccount: string;
}

export const presentUser = (user: ListedUser, linkedAccounts: readonly LinkedAccount[]) => ({
  userId: user.userId,
  employeeCode: user.employeeCode,
  name: user.displayName,
  email: user.email,
  divisionName: user.divisionName,
  otpStatus: user.registered ? 'active' : 'none',
  locked: user.locked,
  linkedAccounts: linkedAccounts.map(({ pcName, windowsAccount }) => ({ pcName, windowsAccount })),
  enabled: user.enabled,
});
