import type { LogonMethod } from '@genkan/logon-policy';
import type { ChangedGroup, changeStoredGroup } from '../groups/change-group.ts';
import { methodsLine } from '../groups/group.ts';
import type { Actor } from '../operations/operation.ts';

export interface ChangeLogonMethods {
  readonly companyId: string;
  readonly groupId: string;
  /** Valid by `methodListFaults`. */
  readonly methods: readonly LogonMethod[];
  readonly actor: Actor;
}

/** Replaces the alternatives of a group, in order (認証方法変更). */
export function changeLogonMethods(change: ReturnType<typeof changeStoredGroup>) {
  return ({ companyId, groupId, methods, actor }: ChangeLogonMethods): Promise<ChangedGroup> =>
    change({
      companyId,
      groupId,
      actor,
      kind: 'logon-method-update',
      change: (group) => ({ ...group, methods }),
      details: (before, after): Record<string, string> => {
        const [from, to] = [methodsLine(before.methods), methodsLine(after.methods)];
        return from === to ? {} : { before: from, after: to };
      },
    });
}
