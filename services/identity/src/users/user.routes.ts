import { administratorOf, parse, readCursor, writeCursor } from '@genkan/service-kit';
import type { GatewayGuards } from '@genkan/service-kit';
import { Router } from 'express';
import { divisionLimit } from '../http/division-limit.ts';
import { type LinkedAccount, presentUser } from './user.presenter.ts';
import { ListUsersRequest } from './user.schema.ts';
import type { UserStore } from './user.store.ts';

export interface UserRouteParts {
  users: UserStore;
  linkedAccounts: (companyId: string, userIds: readonly string[]) => Promise<ReadonlyMap<string, readonly LinkedAccount[]>>;
}

export function userRoutes({ users, linkedAccounts }: UserRouteParts, guards: GatewayGuards): Router {
  return Router().get('/users', guards.administrator, async (req, res) => {
    const caller = administratorOf(req);
    const { q, cursor, limit } = parse(ListUsersRequest, req).query;
    const [employeeCode, userId] = readCursor(cursor, 2) ?? [];
    const found = await users.list(caller.companyId, {
      divisions: divisionLimit(caller),
      search: q === '' ? undefined : q,
      after: employeeCode === undefined || userId === undefined ? undefined : [employeeCode, userId],
      limit: limit + 1,
    });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const accounts = await linkedAccounts(caller.companyId, page.map((user) => user.userId));
    res.json({
      users: page.map((user) => presentUser(user, accounts.get(user.userId) ?? [])),
      nextCursor: found.length > limit && last ? writeCursor([last.employeeCode, last.userId]) : null,
    });
  });
}
