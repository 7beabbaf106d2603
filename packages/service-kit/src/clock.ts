/** The present moment. Passed in as an argument so that a rule about time can be tested without waiting. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
