import { Problem, administratorOf, parse } from '@genkan/service-kit';
import type { GatewayGuards } from '@genkan/service-kit';
import { Router } from 'express';
import { administratorActor } from '../http/actor-of.ts';
import type { StoredAdministrator, AdministratorStore } from './administrator.store.ts';
import { presentAdministrator } from './administrator.presenter.ts';
import { ChangeRightsRequest, LookUpRequest, SignInRequest } from './administrator.schema.ts';
import type { changeRights } from './change-rights.ts';

export interface AdministratorUseCases {
  readonly administrators: AdministratorStore;
  readonly changeRights: ReturnType<typeof changeRights>;
}

export function consoleAdministratorRoutes({ administrators, changeRights }: AdministratorUseCases, guards: GatewayGuards): Router {
  return Router()
    .get('/administrators', guards.administrator, async (req, res) => {
      const all = await administrators.list(administratorOf(req).companyId);
      res.json({ administrators: all.map(presentAdministrator) });
    })
    .put('/administrators/:administratorKey', guards.allAccess, async (req, res) => {
      const { companyId } = administratorOf(req);
      const { params, body } = parse(ChangeRightsRequest, req);
      const changed = await changeRights({ companyId, administratorKey: params.administratorKey, rights: body, actor: administratorActor(req) });
      switch (changed.outcome) {
        case 'not-found':
          throw new Problem('administrator-not-found');
        case 'last-all-access':
          throw new Problem('last-all-access-administrator');
        case 'changed':
          res.json(presentAdministrator(changed.stored));
      }
    });
}

/** Asked by the gateway when somebody comes from the attendance system, and again while the session lives. */
export function internalAdministratorRoutes({ administrators }: AdministratorUseCases, guards: GatewayGuards): Router {
  return Router()
    .post('/console-sign-in', guards.gateway, async (req, res) => {
      const { companyId, administratorCode } = parse(SignInRequest, req).body;
      res.json(presentAdministrator(usable(await administrators.findByCode(companyId, administratorCode))));
    })
    .get('/administrators/:companyId/:administratorKey', guards.gateway, async (req, res) => {
      const { companyId, administratorKey } = parse(LookUpRequest, req).params;
      res.json(presentAdministrator(usable(await administrators.find(companyId, administratorKey))));
    });
}

/** Somebody unknown, removed or without 「利用する」 gets one and the same answer. */
function usable(stored: StoredAdministrator | undefined): StoredAdministrator {
  if (stored === undefined || stored.administrator.deleted || !stored.rights.serviceUse) throw new Problem('service-use-denied');
  return stored;
}
