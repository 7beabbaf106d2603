/** What of the log somebody asks for, one page of it. */
export interface EntryQuery {
  /** Recorded at or after. */
  readonly from: Date;
  /** Recorded before; undefined: whatever is there. */
  readonly to: Date | undefined;
  /** Entries after this one in the order of the list. */
  readonly after: { readonly recordedAt: Date; readonly entryId: string } | undefined;
  readonly limit: number;
  /** Quick search; undefined: everything. */
  readonly text: TextMatch | undefined;
  /** Undefined: not limited. */
  readonly visible: Visibility | undefined;
}

/** An entry matches when any of these holds. */
export interface TextMatch {
  /** Folded text that is part of a field. */
  readonly part: string;
  /** Code words whose labels hold the text. */
  readonly words: readonly string[];
  /** Ids of users, administrators and PCs whose names hold the text today. */
  readonly ids: readonly string[];
}

/** What an administrator limited to divisions may see. */
export interface Visibility {
  /** Users of his divisions. */
  readonly userIds: readonly string[];
  /** His own actions are his to see, too. */
  readonly administratorKey: string;
}
