import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/**
 * Replaces one method of kafkajs 2.2.4 (issues #1751, #1768; both fixes unmerged).
 *
 * The original arms `setTimeout(check, throttledUntil - Date.now())` after every answer, whether or
 * not anything waits. Without throttling `throttledUntil` is -1, so the delay is a large negative
 * number, the timer fires after 1 ms, finds nothing and arms itself again: for ever, per connection,
 * with a TimeoutNegativeWarning on Node 24. Clamping the delay would only hide the warning.
 *
 * A timer is needed in one case only: requests wait and the broker asked for a pause. In every other
 * case a waiting request is sent when the one in flight is answered, times out, or is rejected.
 */
function scheduleCheckPendingRequests(this: RequestQueue): void {
  const pauseMs = this.throttledUntil - Date.now();
  if (this.throttleCheckTimeoutId !== null || this.pending.length === 0 || pauseMs <= 0) return;
  this.throttleCheckTimeoutId = setTimeout(() => {
    this.throttleCheckTimeoutId = null;
    this.checkPendingRequests();
  }, pauseMs);
}

/** @throws Error when the installed kafkajs is not built as 2.2.4: then the fix must be looked at again. */
export const fixRequestQueue = (): void => {
  if (typeof RequestQueue.prototype.scheduleCheckPendingRequests !== 'function') {
    throw new Error('kafkajs has another request queue than 2.2.4; review request-queue-fix.ts');
  }
  RequestQueue.prototype.scheduleCheckPendingRequests = scheduleCheckPendingRequests;
};
