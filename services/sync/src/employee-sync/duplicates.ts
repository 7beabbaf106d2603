/** The entries by key, and the keys that occur more than once: whoever has such a key cannot be told from the others. */
export function byUniqueKey<Entry>(entries: readonly Entry[], keyOf: (entry: Entry) => string): { unique: Map<string, Entry>; repeated: Map<string, Entry> } {
  const unique = new Map<string, Entry>();
  const repeated = new Map<string, Entry>();
  for (const entry of entries) {
    const key = keyOf(entry);
    if (unique.has(key)) repeated.set(key, entry);
    else unique.set(key, entry);
  }
  for (const key of repeated.keys()) unique.delete(key);
  return { unique, repeated };
}

/** Names of the fields in which the two differ. Lists are compared by their entries. */
export function changedFields<Value extends object>(before: Value, after: Value, fields: readonly (keyof Value & string)[]): string[] {
  return fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}
