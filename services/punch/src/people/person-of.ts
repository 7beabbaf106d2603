import type { DayRules } from '../business-day/business-calendar.ts';
import { along, always, historyOf, together } from '../business-day/history.ts';
import type { History } from '../business-day/history.ts';
import type { Person } from './person.ts';
import type { GroupSettings, PunchSettings, RecordStates } from './records.ts';

/** The records that tell about one person, as far as they have arrived. */
export interface PersonRecords {
  readonly employee: RecordStates['employee'] | undefined;
  readonly membership: RecordStates['membership'] | undefined;
  readonly company: RecordStates['company'] | undefined;
  /** By code, those that the person ever belonged to. */
  readonly divisions: ReadonlyMap<string, RecordStates['division']>;
  /** By id, those that the person ever belonged to. */
  readonly groups: ReadonlyMap<string, RecordStates['group']>;
}

/** Where to put what is observed before the company is known; nothing is announced by it. */
const assumedZone = 'Asia/Tokyo';
const assumedSettings: PunchSettings = { punchLinkage: false, breakLinkage: false, breakThresholdMinutes: 30, carryHours: 6 };
const asCompany: GroupSettings = { timeZone: null, breakThresholdMinutes: null };

/** Puts a person's rules together: the border of the division, the zone and threshold of the group or else the company. */
export function personOf(records: PersonRecords): Person {
  const { employee, company } = records;
  const rules = together(bordersOf(records), settingsOf(records), (borderMinutes, settings) => ({ borderMinutes, ...settings }));
  if (employee === undefined || company === undefined || !hasAllNamed(records)) return { known: false, rules };
  return { known: true, employeeKey: employee.employeeKey, employeeCode: employee.employeeCode, rules };
}

/** Codes of the divisions and ids of the groups that a person's records name. */
export function namedIn({ employee, membership }: Pick<PersonRecords, 'employee' | 'membership'>) {
  const names = (periods: readonly { readonly value: string }[] = []): string[] =>
    [...new Set(periods.map(({ value }) => value))].filter((value) => value !== '');
  return { divisionCodes: names(employee?.divisions), groupIds: names(membership?.groups) };
}

function hasAllNamed(records: PersonRecords): boolean {
  const { divisionCodes, groupIds } = namedIn(records);
  return divisionCodes.every((code) => records.divisions.has(code)) && groupIds.every((id) => records.groups.has(id));
}

function bordersOf({ employee, divisions }: PersonRecords): History<number> {
  return along(historyOf(employee?.divisions ?? [], ''), (code) => historyOf(divisions.get(code)?.borders ?? [], 0));
}

function settingsOf({ membership, company, groups }: PersonRecords): History<Omit<DayRules, 'borderMinutes'>> {
  const ofGroup = along(historyOf(membership?.groups ?? [], ''), (id) =>
    historyOf(groups.get(id)?.settings ?? [], asCompany),
  );
  const ofCompany = together(
    historyOf(company?.punchSettings ?? [], assumedSettings),
    company === undefined ? always(assumedZone) : historyOf(company.timeZones, assumedZone),
    (settings, timeZone) => ({ ...settings, timeZone }),
  );
  return together(ofCompany, ofGroup, (own, group) => ({
    ...own,
    timeZone: group.timeZone ?? own.timeZone,
    breakThresholdMinutes: group.breakThresholdMinutes ?? own.breakThresholdMinutes,
  }));
}
