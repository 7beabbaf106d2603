/** All refusals look alike: the reason is for the log only. */
export const presentVerdict = (verdict: 'accepted' | 'refused', serverTime: Date) => ({
  verdict,
  serverTime: serverTime.toISOString(),
});
