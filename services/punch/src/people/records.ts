import type { Period } from '../business-day/history.ts';

/** The settings of a company that decide punches. */
export interface PunchSettings {
  readonly punchLinkage: boolean;
  readonly breakLinkage: boolean;
  readonly breakThresholdMinutes: number;
  readonly carryHours: number;
}

/** What a group says differently from its company; null = as the company. */
export interface GroupSettings {
  readonly timeZone: string | null;
  readonly breakThresholdMinutes: number | null;
}

/** What punch keeps of the records that other services own. All values that a past day needs are histories. */
export interface RecordStates {
  readonly employee: {
    readonly employeeKey: string;
    readonly employeeCode: string;
    readonly name: string;
    /** Division codes; "" = none. */
    readonly divisions: readonly Period<string>[];
  };
  /** Group ids; "" = none. */
  readonly membership: { readonly groups: readonly Period<string>[] };
  readonly company: { readonly timeZones: readonly Period<string>[]; readonly punchSettings: readonly Period<PunchSettings>[] };
  /** Minutes after midnight. */
  readonly division: { readonly borders: readonly Period<number>[] };
  readonly group: { readonly settings: readonly Period<GroupSettings>[] };
}

export type RecordKind = keyof RecordStates;
