import { readAgentPolicy } from './agent-policy/read-agent-policy.ts';
import type { AgentSettingsStore } from './agent-settings/agent-settings.store.ts';
import { changeAgentSettings } from './agent-settings/change-agent-settings.ts';
import type { CompanyStore } from './company/company.store.ts';
import { createCompany } from './company/create-company.ts';
import { assignMembers } from './groups/assign-members.ts';
import { changeStoredGroup } from './groups/change-group.ts';
import { createGroup } from './groups/create-group.ts';
import { deleteGroup } from './groups/delete-group.ts';
import type { GroupStore } from './groups/group.store.ts';
import { listGroups } from './groups/list-groups.ts';
import type { MembershipStore } from './groups/membership.store.ts';
import { releaseMembers, resumeReleases } from './groups/release-members.ts';
import type { IdempotencyStore } from './idempotency/idempotency.store.ts';
import { changeLogonMethods } from './logon-methods/change-logon-methods.ts';
import type { PersonStore } from './people/person.store.ts';

export interface PolicyStores {
  readonly companies: CompanyStore;
  readonly groups: GroupStore;
  readonly memberships: MembershipStore;
  readonly people: PersonStore;
  readonly idempotency: IdempotencyStore;
  readonly agentSettings: AgentSettingsStore;
}

export interface PolicyParts {
  readonly clock: () => Date;
  readonly newId: () => string;
}

export type Policy = ReturnType<typeof createPolicy>;

/** Everything the service can do, put together from its stores. */
export function createPolicy(stores: PolicyStores, { clock, newId }: PolicyParts) {
  const parts = { ...stores, clock, newId };
  const release = releaseMembers(parts);
  const change = changeStoredGroup(parts);
  return {
    company: { create: createCompany(parts), companies: stores.companies },
    groups: {
      list: listGroups(stores),
      create: createGroup(parts),
      change,
      remove: deleteGroup({ ...parts, release }),
      assign: assignMembers({ ...parts, release }),
    },
    agentSettings: { stored: stores.agentSettings, change: changeAgentSettings(parts) },
    changeLogonMethods: changeLogonMethods(change),
    readAgentPolicy: readAgentPolicy(parts),
    resumeReleases: resumeReleases(stores.groups, release),
  };
}
