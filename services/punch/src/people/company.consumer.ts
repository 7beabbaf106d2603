import { topics } from '@genkan/contracts';
import type { Company } from '@genkan/contracts';
import { PermanentError, subscription } from '@genkan/kafka-kit';
import type { Subscription } from '@genkan/kafka-kit';
import { historyOf, valueAt } from '../business-day/history.ts';
import type { Period } from '../business-day/history.ts';
import type { LearnRecord } from './learn-record.ts';
import { periodOf, within } from './period-of.ts';
import type { PunchSettings, RecordStates } from './records.ts';
import { timeZoneOf } from './time-zone-of.ts';

/** Punch settings and time zone of companies, from policy. */
export function companies(learn: LearnRecord): Subscription {
  return subscription({
    topic: topics.companies,
    async handle(company, { companyId, key, time }) {
      if (company.companyId !== companyId || key !== companyId) throw new PermanentError('the record is not of its key');
      const punchSettings = punchSettingsOf(company);
      const timeZone = timeZoneOf(company.timeZone);
      await learn({
        kind: 'company',
        companyId,
        id: '',
        version: Number(company.version),
        stateAfter: (before) => ({ punchSettings, timeZones: timeZonesAfter(before, timeZone, time) }),
      });
    },
  });
}

function punchSettingsOf({ punchSettings }: Company): Period<PunchSettings>[] {
  return punchSettings.map((settings) =>
    periodOf(settings.effectiveFrom, {
      punchLinkage: settings.punchLinkage,
      breakLinkage: settings.breakLinkage,
      breakThresholdMinutes: within(settings.breakThresholdMinutes, 1, 180, 'a break threshold'),
      carryHours: within(settings.carryHours, 0, 12, 'a carry'),
    }),
  );
}

/** The record has the present zone only; a change is dated by the record that told it, so that past days stay. */
function timeZonesAfter(before: RecordStates['company'] | undefined, timeZone: string, at: Date): readonly Period<string>[] {
  if (before === undefined) return [{ effectiveFrom: 0, value: timeZone }];
  if (valueAt(historyOf(before.timeZones, timeZone), Infinity) === timeZone) return before.timeZones;
  return [...before.timeZones, { effectiveFrom: at.getTime(), value: timeZone }];
}
