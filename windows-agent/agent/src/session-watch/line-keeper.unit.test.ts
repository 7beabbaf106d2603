import { describe, expect, test } from '@jest/globals';
import type { NumberedLine } from '../host-link/host-line.ts';
import { createLineKeeper } from './line-keeper.ts';

const stamp = { utcMs: 1_764_000_000_000, monotonicMs: 5_000, utcOffsetMinutes: 540 };
const heartbeat = (number: number): NumberedLine => ({ kind: 'heartbeat', number, stamp });

describe('lines on their way to disk', () => {
  test('when the host has caught up, then that is given on only once every line before it is on disk', () => {
    const happened: string[] = [];
    let full = false;
    const keeper = createLineKeeper({
      recorder: {
        begin: ({ bootId }) => void happened.push(`recorded ${bootId}`),
        record: ({ number }) => {
          if (full) throw new Error('The disk is full.');
          happened.push(`recorded ${number}`);
        },
      },
      kept: (line) => void happened.push(`kept ${line.kind === 'begin' ? line.bootId : line.number}`),
      caughtUp: () => void happened.push('caught up'),
      log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => void happened.push('refused') },
    });
    keeper.take({ kind: 'begin', bootId: 'boot-1', stamp });
    keeper.take(heartbeat(1));
    keeper.take({ kind: 'caught-up', stamp });
    expect(happened).toEqual(['recorded boot-1', 'kept boot-1', 'recorded 1', 'kept 1', 'caught up']);
    full = true;
    happened.length = 0;
    keeper.take(heartbeat(2));
    keeper.take({ kind: 'caught-up', stamp });
    expect(happened).toEqual(['refused']);
    keeper.stop();
  });
});
