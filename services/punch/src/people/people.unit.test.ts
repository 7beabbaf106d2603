import { describe, expect, test } from '@jest/globals';
import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { topics } from '@genkan/contracts';
import type { Topic } from '@genkan/contracts';
import type { Subscription } from '@genkan/kafka-kit';
import { aCompany, aDivision, anEmployee } from '@genkan/test-kit';
import type { DaysToRevisit } from '../business-day/employee-day.store.ts';
import { companies } from './company.consumer.ts';
import { divisions } from './division.consumer.ts';
import { employees } from './employee.consumer.ts';
import { groups } from './group.consumer.ts';
import { learnRecord } from './learn-record.ts';
import { memberships } from './membership.consumer.ts';
import { memoryRecordStore } from './record.store.memory.ts';

const companyId = 'company';
const epoch = timestampFromMs(0);
const told = new Date('2026-04-06T03:00:00Z');

function people({ failing = 0 } = {}) {
  const revisits: DaysToRevisit[] = [];
  const records = memoryRecordStore();
  const learn = learnRecord({
    records,
    days: {
      async revisit(_companyId, days) {
        if (failing-- > 0) throw new Error('the server is away');
        revisits.push(days);
      },
    },
    clock: () => told,
    onRevisit: () => undefined,
  });
  const all = [companies(learn), divisions(learn), employees(learn, records), groups(learn), memberships(learn, records)];
  const subscriptionOf = (topic: Topic): Subscription => all.find((one) => one.topic.name === topic.name)!;
  const envelope = (topic: Topic, keyParts: string[]) => ({
    id: 'id', companyId, key: keyParts.join('/'), source: 'test', time: told, topic: topic.name, partition: 0, offset: 0n,
  });
  return {
    records,
    revisits,
    receive: async <Schema extends DescMessage>(topic: Topic<Schema>, keyParts: string[], message: MessageInitShape<Schema>) =>
      subscriptionOf(topic).handle?.(create(topic.schema, message), envelope(topic, keyParts)),
    receiveTombstone: async (topic: Topic, keyParts: string[]) => subscriptionOf(topic).handleTombstone?.(envelope(topic, keyParts)),
  };
}

const division = (dayBorder: string, version = 1n) => aDivision({ companyId, dayBorders: [{ effectiveFrom: epoch, dayBorder }], version });

describe('records of others', () => {
  test('when an employee is first seen, then the days that waited for them are decided', async () => {
    const { receive, revisits, records } = people();
    await receive(topics.employees, [companyId, 'taro'], anEmployee({ companyId, userId: 'taro', employeeKey: 'key' }));

    expect(revisits).toEqual([{ userId: 'taro', which: 'awaiting' }]);
    expect((await records.about({ companyId, userId: 'taro' })).employee).toMatchObject({
      employeeKey: 'key', name: '勤怠 太郎', divisions: [{ effectiveFrom: 0, value: '1000' }],
    });
  });

  test('when a border moves, then only days that had not ended by then are decided again', async () => {
    const { receive, revisits } = people();
    await receive(topics.divisions, [companyId, '1000'], division('00:00'));
    const dayBorders = [{ effectiveFrom: epoch, dayBorder: '00:00' }, { effectiveFrom: timestampFromMs(5_000), dayBorder: '05:00' }];
    await receive(topics.divisions, [companyId, '1000'], aDivision({ companyId, dayBorders, version: 2n }));
    await receive(topics.divisions, [companyId, '1000'], aDivision({ companyId, dayBorders, name: '新しい名前', version: 3n }));

    expect(revisits).toEqual([{ which: 'awaiting' }, { which: { endedAfter: 5_000 } }]);
  });

  test('when an older or the same version comes, then nothing changes', async () => {
    const { receive, revisits, records } = people();
    await receive(topics.divisions, [companyId, '1000'], division('05:00', 2n));
    await receive(topics.divisions, [companyId, '1000'], division('00:00', 2n));
    await receive(topics.divisions, [companyId, '1000'], division('00:00', 1n));

    expect(revisits).toHaveLength(1);
    expect((await records.find({ kind: 'division', companyId, id: '1000' }))?.state).toEqual({ borders: [{ effectiveFrom: 0, value: 300 }] });
  });

  test('when the process dies after a record was stored and before its days were made due, then the next delivery does it', async () => {
    const { receive, revisits } = people({ failing: 1 });
    await expect(receive(topics.divisions, [companyId, '1000'], division('05:00'))).rejects.toThrow('away');
    await receive(topics.divisions, [companyId, '1000'], division('05:00'));
    await receive(topics.divisions, [companyId, '1000'], division('05:00'));

    expect(revisits).toEqual([{ which: 'awaiting' }]);
  });

  test('when a membership is first seen, then it counts from its own beginning', async () => {
    const { receive, revisits } = people();
    const periods = [{ effectiveFrom: epoch, groupId: '' }, { effectiveFrom: timestampFromMs(7_000), groupId: 'group' }];
    await receive(topics.memberships, [companyId, 'taro'], { companyId, userId: 'taro', periods, version: 1n });
    await receive(topics.memberships, [companyId, 'hanako'], { companyId, userId: 'hanako', periods: periods.slice(0, 1), version: 1n });

    expect(revisits).toEqual([{ userId: 'taro', which: { endedAfter: 7_000 } }]);
  });

  test('when a company changes its zone, then from the record that tells it on', async () => {
    const { receive, revisits, records } = people();
    await receive(topics.companies, [companyId], aCompany({ companyId }));
    await receive(topics.companies, [companyId], aCompany({ companyId, timeZone: 'America/New_York', version: 2n }));

    expect(revisits.at(-1)).toEqual({ which: { endedAfter: told.getTime() } });
    expect((await records.find({ kind: 'company', companyId, id: '' }))?.state.timeZones).toEqual([
      { effectiveFrom: 0, value: 'Asia/Tokyo' },
      { effectiveFrom: told.getTime(), value: 'America/New_York' },
    ]);
  });

  test('when a person is forgotten, then their records go, and divisions stay for past days', async () => {
    const { receive, receiveTombstone, records } = people();
    await receive(topics.employees, [companyId, 'taro'], anEmployee({ companyId, userId: 'taro' }));
    await receive(topics.divisions, [companyId, '1000'], division('05:00'));
    await receiveTombstone(topics.employees, [companyId, 'taro']);
    await receiveTombstone(topics.divisions, [companyId, '1000']);

    expect((await records.about({ companyId, userId: 'taro' })).employee).toBeUndefined();
    expect(await records.find({ kind: 'division', companyId, id: '1000' })).toBeDefined();
  });
});

describe('records that can never be used', () => {
  const settings = { effectiveFrom: epoch, punchLinkage: true, breakLinkage: true, breakThresholdMinutes: 30, carryHours: 6 };

  test.each([
    ['a border of no time', topics.divisions, [companyId, '1000'], division('24:00')],
    ['a border without beginning', topics.divisions, [companyId, '1000'], aDivision({ companyId, dayBorders: [{ dayBorder: '05:00' }] })],
    ['a key of another division', topics.divisions, [companyId, '2000'], division('05:00')],
    ['a key of another company', topics.companies, [companyId], aCompany({ companyId: 'other' })],
    ['a zone of no place', topics.companies, [companyId], aCompany({ companyId, timeZone: 'Asia/Edo' })],
    ['a carry of a day', topics.companies, [companyId], aCompany({ companyId, punchSettings: [{ ...settings, carryHours: 24 }] })],
    ['a threshold of nothing', topics.companies, [companyId], aCompany({ companyId, punchSettings: [{ ...settings, breakThresholdMinutes: 0 }] })],
    ['a group threshold of a day', topics.groups, [companyId, 'g'], { companyId, groupId: 'g', settings: [{ effectiveFrom: epoch, breakThresholdMinutes: 1440 }], version: 1n }],
    ['an employee of another key', topics.employees, [companyId, 'taro'], anEmployee({ companyId, userId: 'hanako' })],
  ] as const)('when one has %s, then it goes to the dead letters', async (_what, topic, keyParts, message) => {
    const { receive } = people();
    await expect(receive(topic as Topic, [...keyParts], message as never)).rejects.toThrow(expect.objectContaining({ name: 'PermanentError' }));
  });
});
