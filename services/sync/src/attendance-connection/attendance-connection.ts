/** How punches reach the attendance system. */
export const deliveries = ['topic', 'web-api', 'off'] as const;
export type Delivery = (typeof deliveries)[number];

/** A company's door to its attendance system, as an operator sets it. */
export interface AttendanceConnection {
  readonly baseUrl: string;
  readonly token: string;
  readonly delivery: Delivery;
}

/** Names of what differs; the token's own text is in none of it. */
export function connectionChanges(before: AttendanceConnection | undefined, after: AttendanceConnection): string[] {
  if (!before) return ['baseUrl', 'token', 'delivery'];
  return (['baseUrl', 'token', 'delivery'] as const).filter((field) => before[field] !== after[field]);
}
