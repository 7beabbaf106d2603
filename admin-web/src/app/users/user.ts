import { z } from '../shared/shapes';

export const User = z.object({
  userId: z.string(),
  employeeCode: z.string(),
  name: z.string(),
  email: z.string().nullish(),
  divisionName: z.string().nullish(),
  otpStatus: z.string(),
  locked: z.boolean(),
  linkedAccounts: z.array(z.object({ pcName: z.string(), windowsAccount: z.string() })),
  enabled: z.boolean(),
});
export type User = z.infer<typeof User>;

export const UserPage = z.object({ users: z.array(User), nextCursor: z.string().nullable() });
export type UserPage = z.infer<typeof UserPage>;

/** A one-time activation code; the server shows it once and keeps only its hash. */
export const ActivationCode = z.object({ code: z.string(), expiresAt: z.string() });
export type ActivationCode = z.infer<typeof ActivationCode>;
