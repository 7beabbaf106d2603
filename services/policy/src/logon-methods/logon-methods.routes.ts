import { Problem, parse } from '@genkan/service-kit';
import type { GatewayGuards } from '@genkan/service-kit';
import { Router } from 'express';
import { presentGroup } from '../groups/group.presenter.ts';
import { actorOf } from '../http/actor-of.ts';
import { groupChangerOf } from '../http/may-change-groups.ts';
import type { changeLogonMethods } from './change-logon-methods.ts';
import { ChangeLogonMethodsRequest } from './logon-methods.schema.ts';

export function logonMethodRoutes(change: ReturnType<typeof changeLogonMethods>, guards: GatewayGuards): Router {
  return Router().put('/groups/:groupId/logon-methods', guards.administrator, async (req, res) => {
    const { companyId } = groupChangerOf(req);
    const { params, body } = parse(ChangeLogonMethodsRequest, req);
    const changed = await change({ companyId, groupId: params.groupId, methods: body.methods, actor: actorOf(req) });
    if (changed.outcome !== 'changed') throw new Problem('group-not-found');
    res.json(presentGroup(changed.stored));
  });
}
