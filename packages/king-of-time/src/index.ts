export * from './attendance-failure.ts';
export * from './base-url.ts';
export * from './king-of-time.ts';
export type { Pace } from './pace.ts';
export { createMemoryPace } from './pace.memory.ts';
export { createRedisPace } from './pace.redis.ts';
export * from './restricted-hours.ts';
export type { Administrator, Company, CreatedTimeRecord, Division, Employee, TimeRecord, TimeRecordDay, WorkingType } from './shapes.ts';
