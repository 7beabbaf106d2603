package genkan.standin;

import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoCollection;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.Internals;
import de.bwaldvogel.mongo.backend.QueryMatcher;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The documents of one collection, by position. A document that can be read is never changed: writers
 * work on copies and put them in place whole, so that no reader sees half of a write. Every method
 * that touches documents holds the collection's lock.
 */
final class StandinCollection extends AbstractSynchronizedMongoCollection<Integer> {
    private final List<Document> documents = new ArrayList<>();
    private final ArrayDeque<Integer> freePositions = new ArrayDeque<>();
    private final QueryMatcher matcher = new DefaultQueryMatcher();
    private final StandinDatabase database;
    private final boolean isSystem;
    /** What the command under way needs from the library's reads; guarded by the lock. */
    private boolean readsForWrite;
    private boolean readsOne;
    private Object insertedId;

    StandinCollection(StandinDatabase database, String name, CollectionOptions options, CursorRegistry cursors) {
        super(database, name, options, cursors);
        this.database = database;
        this.isSystem = name.startsWith("system.");
    }

    // ---- reading

    /** The documents that match, in order; they must not be changed. */
    synchronized List<Document> select(Document filter, Document sort, int skip, int limit, Document fields) {
        Optional<IndexPlan> plan = IndexPlanner.choose(getIndexes(), filter, sort, limit > 0);
        Stream<Document> found = plan.map(chosen -> chosen.positions().map(documents::get)).orElseGet(() -> inNaturalOrder(sort));
        if (!filter.isEmpty()) {
            found = found.filter(document -> matcher.matches(document, filter));
        }
        Comparator<Document> order = plan.map(IndexPlan::isOrdered).orElse(false) ? null : deriveComparator(sort);
        if (order != null) {
            found = found.sorted(order);
        }
        if (skip > 0) {
            found = found.skip(skip);
        }
        if (limit > 0) {
            found = found.limit(limit);
        }
        if (fields != null && !fields.isEmpty()) {
            found = found.map(document -> Internals.project(document, fields));
        }
        return found.toList();
    }

    synchronized Optional<IndexPlan> explain(Document filter, Document sort, boolean limited) {
        return IndexPlanner.choose(getIndexes(), filter, sort, limited);
    }

    private Stream<Document> inNaturalOrder(Document sort) {
        int last = documents.size() - 1;
        IntStream positions = isNaturalDescending(sort) ? IntStream.rangeClosed(0, last).map(i -> last - i) : IntStream.rangeClosed(0, last);
        return positions.mapToObj(documents::get).filter(Objects::nonNull);
    }

    @Override
    protected QueryResult queryDocuments(Document filter, Document sort, int skip, int limit, int batchSize, Document fields) {
        List<Document> found = select(filter, sort, skip, readsOne ? 1 : limit, fields);
        return new QueryResult(readsForWrite ? found.stream().map(Document::cloneDeeply).toList() : found);
    }

    @Override
    protected QueryResult matchDocuments(Document query, Document sort, int skip, int limit, int batchSize, Document fields) {
        throw new UnsupportedOperationException("queryDocuments does not ask for it");
    }

    synchronized List<Document> documents() {
        return documents.stream().filter(Objects::nonNull).toList();
    }

    @Override
    public synchronized int count() {
        return documents.size() - freePositions.size();
    }

    @Override
    public synchronized int count(Document query, int skip, int limit) {
        return super.count(query, skip, limit);
    }

    // ---- writing

    @Override
    public synchronized Document updateDocuments(Document filter, Document update, ArrayFilters filters, boolean multi, boolean upsert, Oplog oplog) {
        return writing(!multi, () -> PipelineUpdate.of(update)
            .map(pipeline -> updateByPipeline(pipeline, filter, multi, upsert))
            .orElseGet(() -> super.updateDocuments(filter, update, filters, multi, upsert, oplog)));
    }

    private Document updateByPipeline(PipelineUpdate pipeline, Document filter, boolean multi, boolean upsert) {
        List<Document> matched = queryDocuments(filter, null, 0, multi ? 0 : 1, 0, null).collectDocuments();
        if (matched.isEmpty() && upsert) {
            Document start = pipeline.apply(Internals.upsertStart(this, filter), this);
            return super.updateDocuments(filter, start, ArrayFilters.empty(), false, true, NoOplog.INSTANCE);
        }
        int modified = 0;
        for (Document before : matched) {
            Document after = pipeline.apply(before.cloneDeeply(), this);
            if (!after.equals(before)) {
                readsOne = true;
                super.updateDocuments(new Document("_id", before.get("_id")), after, ArrayFilters.empty(), false, false, NoOplog.INSTANCE);
                modified++;
            }
        }
        return new Document("n", matched.size()).append("nModified", modified);
    }

    @Override
    public synchronized Document findAndModify(Document command) {
        return writing(false, () -> {
            insertedId = null;
            Document plain = command.clone();
            Document fields = (Document) plain.remove("fields");
            PipelineUpdate.of(command.get("update")).ifPresent(pipeline -> resolvePipeline(pipeline, plain));
            Document answer = super.findAndModify(plain);
            if (fields != null && !fields.isEmpty() && answer.get("value") instanceof Document value) {
                answer.put("value", Internals.project(value, fields));
            }
            if (!answer.containsKey("lastErrorObject")) {
                answer.put("lastErrorObject", lastErrorObject(answer.get("value")));
            }
            return answer;
        });
    }

    /** Puts the pipeline's result in its place, for the document that the command will find. */
    private void resolvePipeline(PipelineUpdate pipeline, Document command) {
        Document filter = (Document) command.getOrDefault("query", new Document());
        List<Document> matched = queryDocuments(filter, (Document) command.get("sort"), 0, 1, 0, null).collectDocuments();
        if (matched.isEmpty()) {
            command.put("update", pipeline.apply(Internals.upsertStart(this, filter), this));
        } else {
            command.put("query", new Document("_id", matched.get(0).get("_id")));
            command.put("update", pipeline.apply(matched.get(0), this));
        }
    }

    private Document lastErrorObject(Object value) {
        Document object = new Document("n", insertedId != null || value != null ? 1 : 0).append("updatedExisting", false);
        object.putIfNotNull("upserted", insertedId);
        return object;
    }

    @Override
    public synchronized int deleteDocuments(Document filter, int limit, Oplog oplog) {
        return writing(false, () -> super.deleteDocuments(filter, limit, oplog));
    }

    private interface Write<R> {
        R run();
    }

    private <R> R writing(boolean one, Write<R> write) {
        readsForWrite = true;
        readsOne = one;
        try {
            return write.run();
        } finally {
            readsForWrite = false;
            readsOne = false;
        }
    }

    // ---- storage under the library's writes; each change is journalled under the lock

    @Override
    protected Integer addDocumentInternal(Document document) {
        Integer position = freePositions.poll();
        if (position == null) {
            position = documents.size();
            documents.add(null);
        }
        documents.set(position, SharedNames.of(document));
        insertedId = document.get("_id");
        record("put", document);
        return position;
    }

    @Override
    protected void handleUpdate(Integer position, Document before, Document after) {
        documents.set(position, SharedNames.of(after));
        record("put", after);
    }

    @Override
    protected void removeDocument(Integer position) {
        Document before = documents.set(position, null);
        freePositions.add(position);
        record("delete", before.get("_id"));
    }

    private void record(String op, Object value) {
        if (!isSystem) {
            database.record(op, getFullName(), value);
        }
    }

    /** Puts a document of the journal in place, whether it is new or replaces an older state. */
    synchronized void restore(Document document) {
        restoreDeleted(document.get("_id"));
        addDocument(document);
    }

    synchronized void restoreDeleted(Object id) {
        select(new Document("_id", id), null, 0, 1, null).forEach(this::removeDocument);
    }

    // ---- what the library asks for

    @Override
    public synchronized void addIndex(Index<Integer> index) {
        super.addIndex(index);
    }

    @Override
    protected Document getDocument(Integer position) {
        return documents.get(position);
    }

    @Override
    protected Stream<DocumentWithPosition<Integer>> streamAllDocumentsWithPosition() {
        return IntStream.range(0, documents.size())
            .filter(position -> documents.get(position) != null)
            .mapToObj(position -> new DocumentWithPosition<>(documents.get(position), position));
    }

    @Override
    protected Integer findDocumentPosition(Document document) {
        int position = documents.indexOf(document);
        return position < 0 ? null : position;
    }

    @Override
    protected boolean tracksDataSize() {
        return false;
    }

    @Override
    protected void updateDataSize(int delta) {}

    @Override
    protected int getDataSize() {
        return 0;
    }
}
