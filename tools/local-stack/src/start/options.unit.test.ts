import { expect, test } from '@jest/globals';
import { defaultDataFolder } from '../paths.ts';
import { readOptions } from './options.ts';

test('when nothing is said, then three PCs live a day in the default folder', () => {
  expect(readOptions([])).toEqual({ dataDir: defaultDataFolder, background: false, fresh: false, detached: false, gateways: 1, pcs: 3, speed: 60 });
});

test.each([
  [['--speed', 'fast'], '--speed needs a number'],
  [['--gateways', '0'], '--gateways needs a number of at least 1'],
  [['--unknown'], '--unknown'],
])('when %j is said, then the wrong option is named', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
