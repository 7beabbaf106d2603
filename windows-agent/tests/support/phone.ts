import { oathtool, roomInStep } from './outside-programs.ts';

const stepMs = 30_000;
const presentStep = (): number => Math.floor(Date.now() / stepMs);

/** A person's authenticator app: the server takes one code of each time step, so none is shown twice. */
export interface Phone {
  /** The present code; waits for the next time step when this one's was shown already or has less than `ms` left. */
  code(ms?: number): Promise<string>;
  /** The present code, which is not going to be accepted: `code` may show it again. */
  peek(ms?: number): Promise<string>;
  /** Whether `code` would not have to wait. */
  isReady(): boolean;
  /** Time step of the code shown last. */
  lastStep(): number;
}

/** A phone that has just confirmed its registration with the code of one step before. */
export const phoneOf = (key: string): Phone => {
  let last = presentStep() - 1;
  const peek = async (ms = 2_000): Promise<string> => {
    await roomInStep(presentStep() > last ? ms : stepMs);
    return oathtool(key);
  };
  return {
    async code(ms) {
      const code = await peek(ms);
      last = presentStep();
      return code;
    },
    peek,
    isReady: () => presentStep() > last,
    lastStep: () => last,
  };
};
