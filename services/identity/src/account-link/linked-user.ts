import { Problem } from '@genkan/service-kit';
import type { DeviceCaller } from '@genkan/service-kit';

/** The user whom this Windows account of the calling PC is tied to. @throws Problem `account-not-linked` */
export function linkedUser(device: DeviceCaller, windowsSid: string): { userId: string; windowsAccount: string } {
  const link = device.links.find((one) => one.windowsSid === windowsSid);
  if (link === undefined) throw new Problem('account-not-linked');
  return { userId: link.userId, windowsAccount: link.windowsAccount };
}
