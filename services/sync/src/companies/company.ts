import { DateTime } from 'luxon';

/** What sync must know of a company. */
export interface Company {
  readonly companyId: string;
  /** IANA name; hire dates are days of it. */
  readonly timeZone: string;
  readonly deleted: boolean;
}

const homeZone = 'Asia/Tokyo';

/** The company's date at that moment, YYYY-MM-DD; Japan's while the company's zone is not known. */
export function todayIn(company: Company | undefined, at: Date): string {
  const local = DateTime.fromJSDate(at, { zone: company?.timeZone || homeZone });
  return (local.isValid ? local : DateTime.fromJSDate(at, { zone: homeZone })).toISODate() ?? '';
}
