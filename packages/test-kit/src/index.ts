export * from './builders.ts';
export * from './config.ts';
export * from './eventually.ts';
export * from './keys.ts';
export * from './own-data.ts';
export * from './problem.ts';
export * from './test-clock.ts';
