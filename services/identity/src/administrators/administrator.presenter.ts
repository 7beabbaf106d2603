import type { StoredAdministrator } from './administrator.store.ts';

export function presentAdministrator({ administrator, rights }: StoredAdministrator) {
  return {
    administratorKey: administrator.administratorKey,
    account: administrator.code,
    name: administrator.name,
    email: administrator.email,
    level: rights.level,
    serviceUse: rights.serviceUse,
    divisions: rights.divisions,
  };
}
