/** Spreads the calls of one company over time, over all processes that call for it. */
export interface Pace {
  /**
   * Takes the company's next turn, at the earliest `delayMs` from now, and says how long to wait for it.
   * 'full' when the wait would pass `longestWaitMs`; then no turn was taken. Rejects when the pace is not known:
   * no call may start then.
   */
  takeTurn(companyId: string, o: { intervalMs: number; delayMs: number; longestWaitMs: number }): Promise<{ waitMs: number } | 'full'>;
}
