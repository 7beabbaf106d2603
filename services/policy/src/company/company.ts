import { startHistory } from '../history/history.ts';
import type { History } from '../history/history.ts';

export type Language = 'ja' | 'en';

/** Settings that decide punches (domain 3.6, 5.3). */
export interface PunchSettings {
  /** Whether logs become punches (打刻連携). */
  readonly punchLinkage: boolean;
  /** Whether gaps become break punches (休憩打刻機能). */
  readonly breakLinkage: boolean;
  /** Shortest gap that becomes a break, in minutes (1 to 180). */
  readonly breakThresholdMinutes: number;
  /** How long presence open at the day border stays with its day, in hours (0 to 12). */
  readonly carryHours: number;
}

/** What the operator says about a company when creating it. */
export interface NewCompany extends PunchSettings {
  readonly companyCode: string;
  readonly name: string;
  readonly language: Language;
  /** IANA name; holds where no group says otherwise. */
  readonly timeZone: string;
  readonly oidcIssuer: string;
  readonly oidcClientId: string;
  /** Account that is all-access from the start (domain 3.5 item 4). */
  readonly firstAdministratorCode: string;
}

/** A customer of Genkan. */
export interface Company {
  readonly companyId: string;
  readonly companyCode: string;
  readonly name: string;
  readonly language: Language;
  readonly timeZone: string;
  readonly oidcIssuer: string;
  readonly oidcClientId: string;
  readonly firstAdministratorCode: string;
  readonly punchSettings: History<PunchSettings>;
}

/** The company as it begins: its settings hold since ever, so that logs of any day find them. */
export function foundCompany(companyId: string, said: NewCompany): Company {
  const { punchLinkage, breakLinkage, breakThresholdMinutes, carryHours, ...company } = said;
  return { companyId, ...company, punchSettings: startHistory({ punchLinkage, breakLinkage, breakThresholdMinutes, carryHours }) };
}
