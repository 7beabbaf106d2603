import type { Logger } from '@genkan/service-kit';
import type { CompanyMinute } from './attempt-limits.ts';

/** Says once per company and minute that somebody seems to be guessing. */
export function raiseSprayAlarm(log: Logger, now: () => number): (companyId: string, minute: CompanyMinute) => void {
  let present = 0;
  const raised = new Set<string>();
  return (companyId, { checks, failures }) => {
    const minute = Math.floor(now() / 60_000);
    if (minute !== present) {
      present = minute;
      raised.clear();
    }
    if (raised.has(companyId)) return;
    raised.add(companyId);
    log.error({ companyId, checks, failures }, 'many wrong one-time passwords within a minute');
  };
}
