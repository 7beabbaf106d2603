/** Whose business day it is. */
export interface DayOwner {
  readonly companyId: string;
  readonly userId: string;
}
