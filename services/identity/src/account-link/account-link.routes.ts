import { Problem, deviceOf, parse } from '@genkan/service-kit';
import type { GatewayGuards } from '@genkan/service-kit';
import { Router } from 'express';
import { userActor } from '../http/actor-of.ts';
import { LinkAccountRequest, UnlinkAccountRequest } from './account-link.schema.ts';
import type { linkAccount } from './link-account.ts';
import type { unlinkAccount } from './unlink-account.ts';

export interface AccountLinkUseCases {
  readonly link: ReturnType<typeof linkAccount>;
  readonly unlink: ReturnType<typeof unlinkAccount>;
}

export function accountLinkRoutes({ link, unlink }: AccountLinkUseCases, guards: GatewayGuards): Router {
  return Router()
    .post('/account-links', guards.device, async (req, res) => {
      const { companyId, deviceId } = deviceOf(req);
      const { body } = parse(LinkAccountRequest, req);
      const linked = await link({ companyId, deviceId, ...body, actorOf: (userId) => userActor(req, userId) });
      switch (linked.outcome) {
        case 'code-invalid':
          throw new Problem('activation-code-invalid');
        case 'linked-already':
          throw new Problem('account-already-linked');
        case 'too-many':
          throw new Problem('too-many-account-links');
        case 'device-revoked':
          throw new Problem('device-revoked');
        case 'limited':
          throw new Problem('rate-limited', { headers: { 'retry-after': String(Math.ceil(linked.waitMs / 1000)) } });
        case 'linked': {
          const { userId, displayName, employeeCode } = linked.person;
          res.status(201).json({ userId, displayName, employeeCode, linkedAt: linked.linkedAt.toISOString() });
        }
      }
    })
    .delete('/account-links/:windowsSid', guards.device, async (req, res) => {
      const { companyId, deviceId } = deviceOf(req);
      const { params } = parse(UnlinkAccountRequest, req);
      await unlink({ companyId, deviceId, windowsSid: params.windowsSid, actorOf: (userId) => userActor(req, userId) });
      res.sendStatus(204);
    });
}
