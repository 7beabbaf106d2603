/** When something happened, as the host saw it. */
export interface Stamp {
  /** Milliseconds since 1970 UTC by the PC's clock, uncorrected. */
  readonly utcMs: number;
  /** Milliseconds since Windows started; counts sleep as well. */
  readonly monotonicMs: number;
  /** Local time minus UTC, in minutes (Tokyo: 540). */
  readonly utcOffsetMinutes: number;
}
