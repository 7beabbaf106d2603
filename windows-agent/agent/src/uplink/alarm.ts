/** A wait that somebody else can end early. */
export interface Alarm {
  /** Resolves after `ms` (undefined: never by itself) or when rung; a ring before the wait began ends it at once. */
  wait(ms?: number): Promise<void>;
  ring(): void;
}

export function createAlarm(): Alarm {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    async wait(ms) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      rung = false;
      wake = undefined;
    },
    ring() {
      rung = true;
      wake?.();
    },
  };
}
