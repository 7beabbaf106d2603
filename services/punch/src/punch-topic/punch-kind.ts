export type PunchKind = 'clock-in' | 'clock-out' | 'break-start' | 'break-end';
