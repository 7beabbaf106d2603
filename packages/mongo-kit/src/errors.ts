const duplicateKeyCode = 11000;

interface DuplicateKey {
  readonly code: number;
  readonly keyPattern?: Readonly<Record<string, unknown>>;
}

/** Whether a write failed because a unique index already holds the key. */
export const isDuplicateKey = (error: unknown): error is Error & DuplicateKey =>
  error instanceof Error && (error as Error & { code?: unknown }).code === duplicateKeyCode;

/** Whether it was `_id`, that is: this very document exists already. */
export const isDuplicateId = (error: unknown): boolean =>
  isDuplicateKey(error) && (error.keyPattern === undefined ? /index: _id_?\b/.test(error.message) : '_id' in error.keyPattern);
