import { z } from '../shared/shapes';

export const Device = z.object({
  deviceId: z.string(),
  pcName: z.string(),
  status: z.string(),
  enrolledAt: z.string().nullish(),
  links: z.array(z.object({ windowsAccount: z.string(), userName: z.string().nullish(), userId: z.string() })).optional(),
});
export type Device = z.infer<typeof Device>;

export const DevicePage = z.object({ devices: z.array(Device), nextCursor: z.string().nullish() });
export type DevicePage = z.infer<typeof DevicePage>;

/** A token with which PCs enrol; shown once. */
export const EnrolmentToken = z.object({ token: z.string(), expiresAt: z.string() });
export type EnrolmentToken = z.infer<typeof EnrolmentToken>;
