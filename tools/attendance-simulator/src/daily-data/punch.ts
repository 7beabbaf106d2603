export type PunchKind = 'clock-in' | 'clock-out' | 'break-start' | 'break-end';
export type PunchState = 'tentative' | 'final' | 'withdrawn';

/** A punch as the topic told it last. */
export interface Punch {
  punchId: string;
  revision: number;
  companyId: string;
  userId: string;
  employeeKey: string;
  employeeCode: string;
  kind: PunchKind;
  state: PunchState;
  /** ISO 8601, UTC. */
  time: string;
  businessDay: string;
  timeZone: string;
  estimated: boolean;
  mark: string;
}
