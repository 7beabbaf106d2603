import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { topics } from '@genkan/contracts';
import type { OutboxEntry } from '@genkan/mongo-kit';
import type { Company } from '../company/company.ts';
import { stateEntry } from './outbox-entries.ts';

export function companyEntry(company: Company, version: number, at: Date): OutboxEntry {
  const { punchSettings, ...facts } = company;
  const message = {
    ...facts,
    punchSettings: punchSettings.map(({ effectiveFrom, value }) => ({ effectiveFrom: timestampFromDate(effectiveFrom), ...value })),
    version: BigInt(version),
  };
  return stateEntry(topics.companies, [company.companyId], message, version, at);
}
