/** Takes one line for people: what is being done and how long it took. */
export type Log = (line: string) => void;

export const silent: Log = () => undefined;

/** Says what starts and, when it ends, after how many seconds. */
export const step = async <Result>(log: Log, what: string, work: () => Promise<Result>): Promise<Result> => {
  const started = performance.now();
  log(`${what} …`);
  const result = await work();
  log(`${what}: done (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return result;
};
