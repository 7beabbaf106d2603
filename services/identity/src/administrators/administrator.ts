export type Level = 'all-access' | 'general';

/** What an administrator may do in Genkan (domain 3.5). */
export interface AdministratorRights {
  readonly level: Level;
  /** 「利用する」: whether the administrator may use Genkan at all. */
  readonly serviceUse: boolean;
  /** Divisions a general administrator is limited to; null: all. */
  readonly divisions: readonly string[] | null;
}

/** An administrator as the attendance system has them. */
export interface Administrator {
  /** Immutable key of the attendance system. */
  readonly administratorKey: string;
  /** Account; it may change. */
  readonly code: string;
  readonly name: string;
  readonly email: string | null;
  readonly deleted: boolean;
}

/** The first administrator of a company, named by the operator, has everything from the start. */
export const firstAdministratorRights: AdministratorRights = { level: 'all-access', serviceUse: true, divisions: null };

/** Everybody else begins with nothing until an all-access administrator says otherwise. */
export const newcomerRights: AdministratorRights = { level: 'general', serviceUse: false, divisions: null };

/** A limit to divisions means something for general administrators only. */
export function normalRights(rights: AdministratorRights): AdministratorRights {
  return rights.level === 'all-access' ? { ...rights, divisions: null } : rights;
}

/** The change as facts for the audit trail; undefined when nothing changes. */
export function rightsChange(before: AdministratorRights, after: AdministratorRights): Record<string, string> | undefined {
  const [was, is] = [describeRights(before), describeRights(after)];
  return was === is ? undefined : { before: was, after: is };
}

function describeRights({ level, serviceUse, divisions }: AdministratorRights): string {
  return [level, serviceUse ? 'service-use' : 'no-service-use', ...(divisions === null ? [] : [`divisions ${[...divisions].sort().join(' ')}`])].join(', ');
}
