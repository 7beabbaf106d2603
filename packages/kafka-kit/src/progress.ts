/** A handler that made no progress for too long: nobody waits for it any more, but it may still be running. */
export class StuckHandlerError extends Error {
  override readonly name = 'StuckHandlerError';
}

export interface Progress {
  made(): void;
  /** Never fulfilled; rejected with StuckHandlerError once nothing happened for the given time. */
  readonly stuck: Promise<never>;
  end(): void;
}

/** Kafka itself notices a dead process only: a handler that waits for ever would keep its partition for ever. */
export const watchProgress = (stuckAfterMs: number, what: string): Progress => {
  let timer: NodeJS.Timeout | undefined;
  let expire: () => void = () => undefined;
  const stuck = new Promise<never>((_resolve, reject) => {
    expire = () => reject(new StuckHandlerError(`no progress on ${what} for ${stuckAfterMs} ms`));
    timer = setTimeout(expire, stuckAfterMs);
  });
  // Nobody may be waiting any more when it is rejected.
  stuck.catch(() => undefined);
  return {
    made: () => timer?.refresh(),
    stuck,
    end: () => clearTimeout(timer),
  };
};
