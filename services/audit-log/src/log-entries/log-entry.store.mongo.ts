import { isDuplicateKey } from '@genkan/mongo-kit';
import type { Collection, IndexDescription } from '@genkan/mongo-kit';
import type { AlreadyRecorded, LogEntryStore } from './log-entry.store.ts';
import { factKey } from './conflict.ts';
import type { EntryQuery, TextMatch, Visibility } from './entry-query.ts';
import { escapeRegex } from '../search/escape-regex.ts';
import { foldedText } from './folded-text.ts';
import { subjectOf } from './log-entry.ts';
import type { LogEntry, LogFact } from './log-entry.ts';

export interface LogEntryDocument extends LogEntry {
  /** `<company>|<entryId>` */
  _id: string;
  /** The six searched fields, folded; see `foldedText`. */
  text: string;
  /** User whom the entry is about; division limits are judged on it. */
  subjectUserId: string | null;
}

export const logEntryIndexes: IndexDescription[] = [
  { key: { companyId: 1, sourceId: 1 }, name: 'once', unique: true },
  { key: { companyId: 1, recordedAt: -1, _id: -1 }, name: 'newest-first' },
];

/** A search may read a hundred days of a large company, but not for ever. */
const searchTimeoutMs = 10_000;

export function mongoLogEntryStore(collection: Collection<LogEntryDocument>): LogEntryStore {
  return {
    async append(entries) {
      if (entries.length === 0) return [];
      try {
        await collection.insertMany(entries.map(documentOf), { ordered: false });
        return [];
      } catch (error) {
        if (!onlyDuplicates(error)) throw error;
      }
      return recordedBefore(collection, entries);
    },
    async search(companyId, query) {
      const documents = await collection
        .find(filterOf(companyId, query), { maxTimeMS: searchTimeoutMs })
        .sort({ recordedAt: -1, _id: -1 })
        .limit(query.limit)
        .toArray();
      return documents.map(entryOf);
    },
  };
}

/** Which of the entries stand in the log as somebody else's, told by their entry id. */
async function recordedBefore(collection: Collection<LogEntryDocument>, entries: readonly LogEntry[]): Promise<AlreadyRecorded[]> {
  const mine = new Map(entries.map((entry) => [factKey(entry), entry]));
  const found: AlreadyRecorded[] = [];
  for (const companyId of new Set(entries.map((entry) => entry.companyId))) {
    const sourceIds = entries.filter((entry) => entry.companyId === companyId).map((entry) => entry.sourceId);
    for (const document of await collection.find({ companyId, sourceId: { $in: sourceIds } }).toArray()) {
      const again = mine.get(factKey(document));
      if (again !== undefined && again.entryId !== document.entryId) found.push({ first: entryOf(document), again });
    }
  }
  return found;
}

function filterOf(companyId: string, { from, to, after, text, visible }: EntryQuery): Record<string, unknown> {
  const conditions: Record<string, unknown>[] = [];
  if (after !== undefined) {
    const _id = documentId(companyId, after.entryId);
    conditions.push({ $or: [{ recordedAt: { $lt: after.recordedAt } }, { recordedAt: after.recordedAt, _id: { $lt: _id } }] });
  }
  if (text !== undefined) conditions.push({ $or: textConditions(text) });
  if (visible !== undefined) conditions.push({ $or: visibleConditions(visible) });
  const end = { ...(to === undefined ? {} : { $lt: to }), ...(after === undefined ? {} : { $lte: after.recordedAt }) };
  return { companyId, recordedAt: { $gte: from, ...end }, ...(conditions.length === 0 ? {} : { $and: conditions }) };
}

function textConditions({ part, words, ids }: TextMatch): Record<string, unknown>[] {
  return [
    { text: { $regex: escapeRegex(part) } },
    ...(words.length === 0 ? [] : [{ words: { $in: [...words] } }]),
    ...(ids.length === 0 ? [] : [{ 'actor.id': { $in: [...ids] } }, { 'target.userId': { $in: [...ids] } }]),
  ];
}

function visibleConditions({ userIds, administratorKey }: Visibility): Record<string, unknown>[] {
  return [
    { subjectUserId: { $in: [...userIds] } },
    { subjectUserId: null, 'actor.kind': 'administrator', 'actor.id': administratorKey },
  ];
}

const documentId = (companyId: string, entryId: string): string => `${companyId}|${entryId}`;

function documentOf(entry: LogEntry): LogEntryDocument {
  return { _id: documentId(entry.companyId, entry.entryId), ...entry, text: foldedText(entry), subjectUserId: subjectOf(entry) };
}

function entryOf({ _id, text: _text, subjectUserId: _subject, ...entry }: LogEntryDocument): LogEntry & LogFact {
  return entry;
}

/** Whether every write error of an unordered insert is a duplicate; anything else means the batch comes again. */
function onlyDuplicates(error: unknown): boolean {
  if (!isDuplicateKey(error)) return false;
  const writeErrors = (error as { writeErrors?: unknown }).writeErrors;
  return (Array.isArray(writeErrors) ? writeErrors : []).every((each) => (each as { code?: unknown }).code === 11000);
}
