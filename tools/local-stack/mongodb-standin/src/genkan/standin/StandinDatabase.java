package genkan.standin;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One database: its collections and the descriptions of their indexes. */
final class StandinDatabase extends AbstractSynchronizedMongoDatabase<Integer> {
    private final StandinBackend backend;
    /** The description whose index is being made; guarded by this database's lock. */
    private Document describing;

    StandinDatabase(String name, CursorRegistry cursors, StandinBackend backend) {
        super(name, cursors);
        this.backend = backend;
        initializeNamespacesAndIndexes();
    }

    @Override
    protected MongoCollection<Integer> openOrCreateCollection(String name, CollectionOptions options) {
        return new StandinCollection(this, name, options, cursorRegistry);
    }

    StandinCollection collection(String name) {
        return (StandinCollection) resolveOrCreateCollection(name);
    }

    Optional<StandinCollection> existing(String name) {
        return Optional.ofNullable((StandinCollection) resolveCollection(name, false));
    }

    List<StandinCollection> userCollections() {
        return resolveCollection("system.namespaces", true).queryAllAsStream()
            .map(entry -> ((String) entry.get("name")).substring(databaseName.length() + 1))
            .filter(name -> !name.startsWith("system."))
            .flatMap(name -> existing(name).stream())
            .toList();
    }

    void record(String op, String ns, Object value) {
        backend.journal().append(op, ns, value);
    }

    // ---- indexes

    static boolean isIdIndex(Document description) {
        return ((Document) description.get("key")).keySet().equals(Set.of("_id"));
    }

    List<Document> indexesOf(String collection) {
        MongoCollection<Integer> descriptions = indexes.get();
        return descriptions == null ? List.of() : descriptions.handleQueryAsStream(new Document("ns", databaseName + "." + collection)).toList();
    }

    Optional<Document> indexNamed(String collection, String name) {
        return indexesOf(collection).stream().filter(index -> name.equals(index.get("name"))).findFirst();
    }

    @Override
    protected synchronized void addIndex(Document description) {
        String ns = (String) description.get("ns");
        String collection = ns.substring(databaseName.length() + 1);
        if (!isIdIndex(description)) {
            IndexDescriptions.refuseUnsupported(description);
            if (IndexDescriptions.isPresent(description, indexesOf(collection))) {
                return;
            }
        }
        resolveOrCreateCollection(collection);
        Document outer = describing;
        describing = description;
        try {
            super.addIndex(description);
        } finally {
            describing = outer;
        }
        if (!isIdIndex(description)) {
            record("index", ns, description);
        }
    }

    synchronized void dropIndex(String collection, Document description) {
        dropIndex(collection(collection), (String) description.get("name"));
        indexes.get().deleteDocuments(description, -1);
        record("dropIndex", databaseName + "." + collection, description.get("name"));
    }

    /** Changes what an index is described by and does not need to be built for. */
    synchronized void replaceIndex(Document before, Document after) {
        indexes.get().deleteDocuments(before, -1);
        indexes.get().addDocument(after);
        record("changeIndex", (String) after.get("ns"), after);
    }

    @Override
    protected Index<Integer> openOrCreateUniqueIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
        return new UniqueIndex(name, keys, sparse, partialFilter());
    }

    @Override
    protected Index<Integer> openOrCreateSecondaryIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
        // A sparse index may hold every document: that changes its size, not what is found.
        return new OrderedIndex(name, keys, partialFilter());
    }

    private Document partialFilter() {
        return describing == null ? null : (Document) describing.get("partialFilterExpression");
    }

    // ---- collections that go or move

    @Override
    public void dropCollection(String name, Oplog oplog) {
        super.dropCollection(name, oplog);
        if (!name.startsWith("system.")) {
            record("drop", databaseName + "." + name, true);
        }
    }

    @Override
    public void moveCollection(MongoDatabase from, MongoCollection<?> collection, String name) {
        String before = collection.getFullName();
        super.moveCollection(from, collection, name);
        record("rename", before, databaseName + "." + name);
    }

    @Override
    protected long getFileSize() {
        return 0;
    }

    @Override
    protected long getStorageSize() {
        return 0;
    }
}
