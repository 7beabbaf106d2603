/** The result of `work` unless it takes longer than `ms`; the work itself goes on, its result is then nobody's. */
export async function withinDeadline<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no result within ${ms} ms`)), ms);
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
    // Its failure was either reported above or came too late to matter.
    work.catch(() => undefined);
  }
}
