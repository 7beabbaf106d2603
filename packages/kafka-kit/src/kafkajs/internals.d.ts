/** The one part of kafkajs 2.2.4 that we reach into; see `request-queue-fix.ts`. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  class RequestQueue {
    pending: unknown[];
    /** Milliseconds since the epoch until which the broker asked us to wait; -1 = never asked. */
    throttledUntil: number;
    throttleCheckTimeoutId: NodeJS.Timeout | null;
    checkPendingRequests(): void;
    scheduleCheckPendingRequests(): void;
  }
  // kafkajs is CommonJS: its one export arrives as the default.
  // eslint-disable-next-line no-restricted-exports
  export default RequestQueue;
}
