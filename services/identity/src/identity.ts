import type { MessageBus } from '@genkan/kafka-kit';
import type { Clock, DeviceTokenKey, DeviceTokens, Logger, Sealer } from '@genkan/service-kit';
import { findLinkedUser } from './account-link/linked-user.ts';
import { linkAccount } from './account-link/link-account.ts';
import { unlinkAccount } from './account-link/unlink-account.ts';
import { issueActivationCode } from './activation/issue-activation-code.ts';
import type { IdentityStores } from './adapters.ts';
import { changeRights } from './administrators/change-rights.ts';
import { fetchVerifier } from './break-glass/fetch-verifier.ts';
import { reportUse } from './break-glass/report-use.ts';
import { decideRequest, listRequests, requestCode } from './break-glass/request-code.ts';
import { mintCode } from './break-glass/sealed-code.ts';
import { viewCode } from './break-glass/view-code.ts';
import { enrolDevice } from './device/enrol-device.ts';
import { exchangeAssertion } from './device/exchange-assertion.ts';
import { issueEnrolmentToken } from './device/issue-enrolment-token.ts';
import { revokeDevice } from './device/revoke-device.ts';
import { checkBinding } from './logon-check/check-binding.ts';
import { createCheckLogon } from './logon-check/check-logon.ts';
import { createHotState, type HotState } from './logon-check/hot-state.ts';
import { recordLogonChecks } from './logon-check/logon-record.ts';
import { raiseSprayAlarm } from './logon-check/spray-alarm.ts';
import { deleteCredential, unlockCredential } from './otp-credential/change-credential.ts';
import { confirmOtp, offerOtp, type CredentialHotState } from './otp-credential/register-otp.ts';

export interface IdentityParts {
  readonly stores: IdentityStores;
  readonly bus: MessageBus;
  readonly sealer: Sealer;
  readonly deviceTokens: DeviceTokens;
  readonly deviceTokenKeys: readonly DeviceTokenKey[];
  /** Resolves when all logon records that are in the topic now are absorbed. */
  readonly recordsAbsorbed: () => Promise<void>;
  readonly pause: (ms: number) => Promise<void>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Logger;
}

export type Identity = Awaited<ReturnType<typeof createIdentity>>;

/** Everything the service can do, put together from its stores. */
export async function createIdentity(parts: IdentityParts) {
  const { stores, bus, sealer, clock, newId, log } = parts;
  const { users, administrators, devices, enrolmentTokens: tokens, activationCodes: codes, credentials } = stores;
  const now = (): number => clock().getTime();
  const hotState = createHotState({ ...parts, store: stores.logonChecks, users: stores.hotUsers, now });
  const registration = { credentials, hotState: tellingLater(hotState, log), sealer, clock, newId };
  const linkedUser = findLinkedUser(devices);
  const breakGlass = { store: stores.breakGlass, mint: mintCode(sealer, newId), sealer, clock, newId };
  return {
    hotState,
    users: { users, linkedAccounts: (companyId: string, userIds: readonly string[]) => devices.linkedAccounts(companyId, userIds) },
    administrators: { administrators, changeRights: changeRights({ administrators, clock }) },
    devices: {
      devices,
      people: users,
      enrol: enrolDevice({ devices, tokens, clock, newId }),
      exchange: exchangeAssertion({ devices, used: stores.usedAssertions, tokens: parts.deviceTokens, clock }),
      issueToken: issueEnrolmentToken({ tokens, clock, newId }),
      revoke: revokeDevice({ devices, clock }),
      companyName: (companyId: string) => administrators.companyName(companyId),
      clock,
    },
    issueActivationCode: issueActivationCode({ codes, people: users, clock }),
    accountLinks: {
      link: linkAccount({ attempts: stores.activationAttempts, codes, devices, people: users, clock }),
      unlink: unlinkAccount({ devices, codes, clock }),
    },
    breakGlass: {
      fetch: fetchVerifier(breakGlass),
      reportUse: reportUse(breakGlass),
      request: requestCode(breakGlass),
      list: listRequests(breakGlass),
      decide: decideRequest(breakGlass),
      view: viewCode(breakGlass),
      clock,
    },
    otpCredential: {
      offer: offerOtp(registration),
      confirm: confirmOtp(registration),
      remove: deleteCredential(registration),
      unlock: unlockCredential(registration),
      findLinkedUser: linkedUser,
    },
    logonCheck: {
      findLinkedUser: linkedUser,
      checkLogon: await createCheckLogon({
        store: stores.logonChecks,
        sealer,
        binding: checkBinding(parts.deviceTokenKeys),
        record: recordLogonChecks(bus),
        restore: (user, epoch) => hotState.requestRestore(user, epoch),
        alarm: raiseSprayAlarm(log, now),
        now,
      }),
    },
  };
}

/** The document is saved and marked: what does not reach Redis now, the push scanner repeats. */
const tellingLater = (hotState: HotState, log: Logger): CredentialHotState => ({
  epoch: () => hotState.epoch(),
  push: (user, fresh) =>
    hotState.push(user, fresh).catch((error: unknown) => log.warn({ companyId: user.companyId, userId: user.userId, err: error }, 'redis is told later')),
});
