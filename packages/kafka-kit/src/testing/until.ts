import { pauseMs } from '../within.ts';

/** Waits for a condition outside a test runner, where `eventually` of the test kit cannot be loaded. */
export const until = async (isTrue: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isTrue())) await pauseMs(10, new AbortController().signal);
};
