import { Problem, administratorOf, parse, readCursor, writeCursor } from '@genkan/service-kit';
import type { GatewayGuards } from '@genkan/service-kit';
import { Router } from 'express';
import { actorOf } from '../http/actor-of.ts';
import { divisionLimit, groupChangerOf } from '../http/may-change-groups.ts';
import { idempotencyKey } from '../idempotency/idempotency-key.ts';
import type { AssignedMembers, assignMembers } from './assign-members.ts';
import type { changeStoredGroup } from './change-group.ts';
import type { createGroup } from './create-group.ts';
import type { deleteGroup } from './delete-group.ts';
import { changeGroup, groupChanges } from './group.ts';
import { presentGroup } from './group.presenter.ts';
import { ChangeGroupRequest, CreateGroupRequest, GroupRequest, ListGroupsRequest, MembersRequest } from './group.schema.ts';
import type { listGroups } from './list-groups.ts';

export interface GroupUseCases {
  readonly list: ReturnType<typeof listGroups>;
  readonly create: ReturnType<typeof createGroup>;
  readonly change: ReturnType<typeof changeStoredGroup>;
  readonly remove: ReturnType<typeof deleteGroup>;
  readonly assign: ReturnType<typeof assignMembers>;
}

export function groupRoutes(groups: GroupUseCases, guards: GatewayGuards): Router {
  return Router()
    .get('/groups', guards.administrator, async (req, res) => {
      const { query } = parse(ListGroupsRequest, req);
      const [nameKey, groupId] = readCursor(query.cursor, 2) ?? [];
      const after = nameKey === undefined || groupId === undefined ? undefined : ([nameKey, groupId] as const);
      const page = await groups.list(administratorOf(req).companyId, { after, limit: query.limit });
      res.json({
        groups: page.groups.map(({ stored, members }) => presentGroup(stored, members)),
        nextCursor: page.next === undefined ? null : writeCursor(page.next),
      });
    })
    .post('/groups', guards.administrator, async (req, res) => {
      const { companyId } = groupChangerOf(req);
      const key = idempotencyKey(req.get('idempotency-key'));
      const { body } = parse(CreateGroupRequest, req);
      const created = await groups.create({ companyId, entry: body, actor: actorOf(req), idempotencyKey: key });
      switch (created.outcome) {
        case 'key-reused':
          throw new Problem('idempotency-key-reused');
        case 'name-taken':
          throw new Problem('group-name-taken');
        case 'created':
          res.status(201).json(presentGroup({ ...created, deleted: false }, 0));
      }
    })
    .put('/groups/:groupId', guards.administrator, async (req, res) => {
      const { companyId } = groupChangerOf(req);
      const { params, body } = parse(ChangeGroupRequest, req);
      const changed = await groups.change({
        companyId,
        groupId: params.groupId,
        actor: actorOf(req),
        kind: 'group-update',
        change: (group, at) => changeGroup(group, body, at),
        details: groupChanges,
      });
      if (changed.outcome === 'not-found') throw new Problem('group-not-found');
      if (changed.outcome === 'name-taken') throw new Problem('group-name-taken');
      res.json(presentGroup(changed.stored));
    })
    .delete('/groups/:groupId', guards.administrator, async (req, res) => {
      const { companyId } = groupChangerOf(req);
      const { params } = parse(GroupRequest, req);
      const deleted = await groups.remove(companyId, params.groupId, actorOf(req));
      if (deleted.outcome === 'not-found') throw new Problem('group-not-found');
      res.json({ releasedMembers: deleted.members });
    })
    .post('/groups/:groupId/members', guards.administrator, async (req, res) => {
      const caller = administratorOf(req);
      const { params, body } = parse(MembersRequest, req);
      const asked = { companyId: caller.companyId, groupId: params.groupId, userIds: body.userIds, divisions: divisionLimit(caller) };
      res.json(presentAssigned(await groups.assign({ ...asked, direction: 'in', actor: actorOf(req) })));
    })
    .post('/groups/:groupId/members/removal', guards.administrator, async (req, res) => {
      const caller = administratorOf(req);
      const { params, body } = parse(MembersRequest, req);
      const asked = { companyId: caller.companyId, groupId: params.groupId, userIds: body.userIds, divisions: divisionLimit(caller) };
      res.json(presentAssigned(await groups.assign({ ...asked, direction: 'out', actor: actorOf(req) })));
    });
}

function presentAssigned(result: AssignedMembers): { assigned: number; unchanged: number } {
  switch (result.outcome) {
    case 'group-not-found':
      throw new Problem('group-not-found');
    case 'users-not-found':
      throw new Problem('user-not-found', { extra: { userIds: result.userIds.slice(0, 100) } });
    case 'assigned':
      return { assigned: result.assigned, unchanged: result.unchanged };
  }
}
