package genkan.standin;

import de.bwaldvogel.mongo.bson.Document;
import java.time.Instant;
import java.util.List;

/** Removes documents whose time in an index with {@code expireAfterSeconds} is over. */
final class TimeToLive {
    private final StandinBackend backend;
    private final Journal journal;

    TimeToLive(StandinBackend backend, Journal journal) {
        this.backend = backend;
        this.journal = journal;
    }

    void removeExpired() {
        for (StandinDatabase database : backend.databases()) {
            for (StandinCollection collection : database.userCollections()) {
                for (Document index : database.indexesOf(collection.getCollectionName())) {
                    if (index.get("expireAfterSeconds") instanceof Number seconds) {
                        collection.deleteDocuments(expired(index, seconds.longValue()), 0, NoOplog.INSTANCE);
                    }
                }
            }
        }
        journal.awaitDurable();
    }

    private static Document expired(Document index, long seconds) {
        String field = ((Document) index.get("key")).keySet().iterator().next();
        Document isOver = new Document(field, new Document("$lt", Instant.now().minusSeconds(seconds)));
        Object partial = index.get("partialFilterExpression");
        return partial instanceof Document ? new Document("$and", List.of(isOver, partial)) : isOver;
    }
}
