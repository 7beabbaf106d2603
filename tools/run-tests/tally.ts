/** What one level of tests came to. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const nothing: Tally = { passed: 0, failed: 0, skipped: 0 };
export const onePassed: Tally = { ...nothing, passed: 1 };
export const oneFailed: Tally = { ...nothing, failed: 1 };
export const oneSkipped: Tally = { ...nothing, skipped: 1 };

export const sum = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (total, tally) => ({
      passed: total.passed + tally.passed,
      failed: total.failed + tally.failed,
      skipped: total.skipped + tally.skipped,
    }),
    nothing,
  );

export interface LevelResult {
  readonly name: string;
  readonly tally: Tally;
  readonly seconds: number;
}

/** The table and, as its last line, the one that scripts read. */
export const report = (results: readonly LevelResult[]): string => {
  const width = Math.max(...results.map(({ name }) => name.length), 5);
  const row = (name: string, cells: readonly string[]): string => `${name.padEnd(width)}  ${cells.map((cell) => cell.padStart(8)).join('')}`;
  const total = sum(results.map(({ tally }) => tally));
  return [
    row('level', ['passed', 'failed', 'skipped', 'seconds']),
    ...results.map(({ name, tally, seconds }) => row(name, [...[tally.passed, tally.failed, tally.skipped].map(String), seconds.toFixed(1)])),
    '',
    `${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`,
  ].join('\n');
};
