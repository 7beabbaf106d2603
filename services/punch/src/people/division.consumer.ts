import { topics } from '@genkan/contracts';
import { PermanentError, subscription } from '@genkan/kafka-kit';
import type { Subscription } from '@genkan/kafka-kit';
import type { LearnRecord } from './learn-record.ts';
import { periodOf } from './period-of.ts';
import { checkKey } from './record-key.ts';

/** Day borders of divisions, from sync. One that is gone is kept: past days were decided by it. */
export function divisions(learn: LearnRecord): Subscription {
  return subscription({
    topic: topics.divisions,
    async handle({ companyId, divisionCode, dayBorders, version }, envelope) {
      checkKey(envelope, { companyId, id: divisionCode });
      const state = {
        borders: dayBorders.map(({ effectiveFrom, dayBorder }) => periodOf(effectiveFrom, minutesOfDay(dayBorder))),
      };
      await learn({ kind: 'division', companyId, id: divisionCode, version: Number(version), stateAfter: () => state });
    },
  });
}

/** "HH:MM" as minutes after midnight. */
function minutesOfDay(text: string): number {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) throw new PermanentError('a day border is not of the form HH:MM');
  return Number(hours) * 60 + Number(minutes);
}
