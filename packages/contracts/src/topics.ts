import type { DescMessage } from '@bufbuild/protobuf';
import { OperationSchema } from './gen/genkan/audit_log/v1/operation_pb.ts';
import { SessionEventSchema } from './gen/genkan/gateway/v1/session_event_pb.ts';
import { DeviceSchema } from './gen/genkan/identity/v1/device_pb.ts';
import { LogonCheckSchema } from './gen/genkan/identity/v1/logon_check_pb.ts';
import { UserSchema } from './gen/genkan/identity/v1/user_pb.ts';
import { CompanySchema } from './gen/genkan/policy/v1/company_pb.ts';
import { GroupSchema } from './gen/genkan/policy/v1/group_pb.ts';
import { MembershipSchema } from './gen/genkan/policy/v1/membership_pb.ts';
import { PunchSchema } from './gen/genkan/punch/v1/punch_pb.ts';
import { AdministratorSchema } from './gen/genkan/sync/v1/administrator_pb.ts';
import { DivisionSchema } from './gen/genkan/sync/v1/division_pb.ts';
import { EmployeeSchema } from './gen/genkan/sync/v1/employee_pb.ts';

export type Owner = 'gateway' | 'identity' | 'policy' | 'audit-log' | 'sync' | 'punch' | 'every service';

/** How long a topic keeps records: the newest per key for ever, or everything for some days. */
export type Retention = { kind: 'compacted' } | { kind: 'days'; days: number };

export interface Topic<Schema extends DescMessage = DescMessage> {
  readonly name: string;
  readonly schema: Schema;
  /** Parts of the record key, joined by "/"; the first is always the company. */
  readonly key: readonly string[];
  readonly owner: Owner;
  readonly retention: Retention;
}

const topic = <Schema extends DescMessage>(
  name: string,
  schema: Schema,
  key: readonly string[],
  owner: Owner,
  retention: Retention,
): Topic<Schema> => ({ name: `genkan.${name}.v1`, schema, key, owner, retention });

const compacted: Retention = { kind: 'compacted' };
const days = (count: number): Retention => ({ kind: 'days', days: count });

/**
 * Every topic of Genkan: local stack, charts and access lists are made from this list, and nothing
 * creates a topic by itself.
 */
export const topics = {
  sessionEvents: topic('session-events', SessionEventSchema, ['company', 'device'], 'gateway', days(14)),
  logonChecks: topic('logon-checks', LogonCheckSchema, ['company', 'user'], 'identity', days(14)),
  operations: topic('operations', OperationSchema, ['company'], 'every service', days(14)),
  employees: topic('employees', EmployeeSchema, ['company', 'user'], 'sync', compacted),
  divisions: topic('divisions', DivisionSchema, ['company', 'division'], 'sync', compacted),
  administrators: topic('administrators', AdministratorSchema, ['company', 'administrator'], 'sync', compacted),
  companies: topic('companies', CompanySchema, ['company'], 'policy', compacted),
  groups: topic('groups', GroupSchema, ['company', 'group'], 'policy', compacted),
  memberships: topic('memberships', MembershipSchema, ['company', 'user'], 'policy', compacted),
  users: topic('users', UserSchema, ['company', 'user'], 'identity', compacted),
  devices: topic('devices', DeviceSchema, ['company', 'device'], 'identity', compacted),
  punches: topic('punches', PunchSchema, ['company', 'user'], 'punch', days(90)),
} as const;

/** Consumer groups; each has a dead-letter topic named `<group>.dead`. */
export const consumerGroups = [
  'identity.people',
  'identity.logon-records',
  'policy.people',
  'audit-log.recording',
  'audit-log.people',
  'sync.companies',
  'punch.people',
  'punch.business-day',
] as const;

export type ConsumerGroup = (typeof consumerGroups)[number];

/** Where a group's dead letters go. A group with a suffix, as tests on a shared broker use, has those of the group it stands for. */
export const deadLetterTopic = (group: string): string =>
  `${consumerGroups.find((known) => group === known || group.startsWith(`${known}.`)) ?? group}.dead`;

/** Days that a dead letter is kept for people. */
export const deadLetterDays = 30;
