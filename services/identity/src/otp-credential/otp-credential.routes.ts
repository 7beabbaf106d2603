import { Problem, administratorOf, deviceOf, parse } from '@genkan/service-kit';
import type { GatewayGuards } from '@genkan/service-kit';
import { Router, type RequestHandler } from 'express';
import type { FindLinkedUser } from '../account-link/linked-user.ts';
import { administratorActor, userActor } from '../http/actor-of.ts';
import { divisionLimit } from '../http/division-limit.ts';
import type { ChangedCredential, deleteCredential, unlockCredential } from './change-credential.ts';
import { presentOffer } from './otp-credential.presenter.ts';
import { ChangeCredentialRequest, ConfirmationRequest, OfferRequest } from './otp-credential.schema.ts';
import type { confirmOtp, offerOtp } from './register-otp.ts';

export interface OtpCredentialUseCases {
  readonly offer: ReturnType<typeof offerOtp>;
  readonly confirm: ReturnType<typeof confirmOtp>;
  readonly remove: ReturnType<typeof deleteCredential>;
  readonly unlock: ReturnType<typeof unlockCredential>;
  readonly findLinkedUser: FindLinkedUser;
}

export function agentOtpCredentialRoutes({ offer, confirm, findLinkedUser }: OtpCredentialUseCases, guards: GatewayGuards): Router {
  return Router()
    .post('/otp-registrations', guards.device, async (req, res) => {
      const device = deviceOf(req);
      const { userId } = await findLinkedUser(device, parse(OfferRequest, req).body.windowsSid);
      const offered = await offer({ companyId: device.companyId, userId });
      switch (offered.outcome) {
        case 'exists':
          throw new Problem('credential-exists');
        case 'not-found':
          throw new Problem('account-not-linked');
        case 'offered':
          res.status(201).set('cache-control', 'no-store').json(presentOffer(offered));
      }
    })
    .post('/otp-registrations/:registrationId/confirmation', guards.device, async (req, res) => {
      const device = deviceOf(req);
      const { params, body } = parse(ConfirmationRequest, req);
      const { userId } = await findLinkedUser(device, body.windowsSid);
      const { companyId, pcName } = device;
      const { registrationId } = params;
      switch (await confirm({ companyId, userId, registrationId, code: body.code, pcName, actor: userActor(req, userId) })) {
        case 'confirmed':
          res.json({ confirmed: true });
          return;
        case 'refused':
          throw new Problem('registration-code-refused');
        case 'not-found':
          throw new Problem('registration-not-found');
      }
    });
}

export function consoleOtpCredentialRoutes({ remove, unlock }: OtpCredentialUseCases, guards: GatewayGuards): Router {
  const changing =
    (change: OtpCredentialUseCases['remove']): RequestHandler =>
    async (req, res) => {
      const caller = administratorOf(req);
      const { params, body } = parse(ChangeCredentialRequest, req);
      const order = { companyId: caller.companyId, userId: params.userId, divisions: divisionLimit(caller), ...body, actor: administratorActor(req) };
      refuseUnknown(await change(order));
      res.sendStatus(204);
    };
  return Router()
    .delete('/users/:userId/credential', guards.administrator, changing(remove))
    .post('/users/:userId/unlock', guards.administrator, changing(unlock));
}

/** Nothing to do is as good as done: the administrator wanted it so. */
function refuseUnknown(changed: ChangedCredential): void {
  if (changed === 'not-found') throw new Problem('user-not-found');
}
