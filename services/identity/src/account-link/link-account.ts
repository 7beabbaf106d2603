import { untilUnmoved } from '@genkan/mongo-kit';
import type { ActivationAttempts } from '../activation/activation-attempts.ts';
import { hashOfCode } from '../activation/activation-code.ts';
import type { ActivationCodeStore } from '../activation/activation-code.store.ts';
import { changed, linkOf } from '../device/device.ts';
import type { DeviceStore } from '../device/device.store.ts';
import type { Actor } from '../operations/operation.ts';
import type { PersonDirectory, PersonEntry } from '../users/person-directory.ts';

export interface LinkAccount {
  readonly companyId: string;
  readonly deviceId: string;
  readonly windowsSid: string;
  readonly windowsAccount: string;
  readonly activationCode: string;
  /** The actor once it is known which user is at the PC. */
  readonly actorOf: (userId: string) => Actor;
}

export type LinkedAccount =
  | { readonly outcome: 'linked'; readonly person: PersonEntry; readonly linkedAt: Date }
  /** Unknown, expired, used elsewhere, or of somebody who was removed: one answer for all. */
  | { readonly outcome: 'code-invalid' }
  /** The Windows account is tied to somebody; it has to be unlinked first. */
  | { readonly outcome: 'linked-already' }
  | { readonly outcome: 'limited'; readonly waitMs: number }
  /** The PC has as many ties as an access token can carry. */
  | { readonly outcome: 'too-many' }
  | { readonly outcome: 'device-revoked' };

/** Most ties of one PC: each access token names them all, and a header has an end. */
export const mostLinks = 50;

export interface LinkAccountParts {
  readonly attempts: ActivationAttempts;
  readonly codes: ActivationCodeStore;
  readonly devices: DeviceStore;
  readonly people: PersonDirectory;
  readonly clock: () => Date;
}

/** Ties a Windows account of a PC to the user whose activation code was typed there (domain 7.1 item 4). */
export function linkAccount({ attempts, codes, devices, people, clock }: LinkAccountParts) {
  return async ({ companyId, deviceId, windowsSid, windowsAccount, activationCode, actorOf }: LinkAccount): Promise<LinkedAccount> => {
    const waitMs = await attempts.charge(companyId, deviceId);
    if (waitMs > 0) return { outcome: 'limited', waitMs };
    // Looked at before the code is taken: a refusal must not use it up.
    const device = await devices.find(companyId, deviceId);
    if (device?.device.status !== 'active') return { outcome: 'device-revoked' };
    if (device.device.links.length >= mostLinks && linkOf(device.device, windowsSid) === undefined) return { outcome: 'too-many' };

    const hash = hashOfCode(activationCode);
    const place = { deviceId, windowsSid };
    const owner = await codes.ownerOf(companyId, hash, place, clock());
    const tied = linkOf(device.device, windowsSid);
    if (owner !== undefined && tied !== undefined && tied.userId !== owner) return { outcome: 'linked-already' };

    const used = await codes.use(companyId, hash, place, clock());
    const person = used === undefined ? undefined : await people.find(companyId, used.userId);
    if (person === undefined || !person.enabled) return { outcome: 'code-invalid' };

    return untilUnmoved(async () => {
      const before = await devices.find(companyId, deviceId);
      if (before?.device.status !== 'active') return { outcome: 'device-revoked' as const };
      const present = linkOf(before.device, windowsSid);
      if (present !== undefined) {
        return present.userId === person.userId
          ? { outcome: 'linked' as const, person, linkedAt: present.linkedAt }
          : { outcome: 'linked-already' as const };
      }
      if (before.device.links.length >= mostLinks) return { outcome: 'too-many' as const };
      const at = clock();
      const link = { windowsSid, windowsAccount, userId: person.userId, linkedAt: at };
      const { pcName } = before.device;
      const operation = {
        kind: 'account-link', actor: actorOf(person.userId), occurredAt: at, targetUserId: person.userId, details: { pcName, windowsAccount },
      } as const;
      const saved = await devices.update(before, changed(before.device, { links: [...before.device.links, link] }, at), operation);
      return saved === 'moved' ? saved : { outcome: 'linked' as const, person, linkedAt: at };
    });
  };
}
