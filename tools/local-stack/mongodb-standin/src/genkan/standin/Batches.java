package genkan.standin;

import de.bwaldvogel.mongo.backend.AbstractCursor;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Internals;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;

/** Answers in batches that a client can take: a number of documents and at most 16 MB. */
final class Batches {
    private static final int DOCUMENTS = 1000;
    private static final long BYTES = 16_000_000;

    private Batches() {}

    /** The first batch; what is left waits in a cursor, unless the client wants only this one. */
    static Document first(String ns, List<Document> documents, Document options, CursorRegistry cursors, boolean single) {
        int wanted = options != null && options.get("batchSize") instanceof Number number ? number.intValue() : 0;
        int size = size(documents, wanted);
        long cursorId = 0;
        if (size < documents.size() && !single) {
            Rest rest = new Rest(cursors.generateCursorId(), documents, size);
            cursors.add(rest);
            cursorId = rest.getId();
        }
        Document cursor = new Document("id", cursorId).append("ns", ns).append("firstBatch", documents.subList(0, size));
        Document answer = new Document("cursor", cursor);
        Utils.markOkay(answer);
        return answer;
    }

    private static int size(List<Document> documents, int wanted) {
        int count = Math.min(documents.size(), wanted > 0 ? wanted : DOCUMENTS);
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += Internals.size(documents.get(i));
            if (i > 0 && bytes > BYTES) {
                return i;
            }
        }
        return count;
    }

    /** The documents of a query that were not sent yet. */
    private static final class Rest extends AbstractCursor {
        private final List<Document> documents;
        private int position;

        Rest(long id, List<Document> documents, int position) {
            super(id);
            this.documents = documents;
            this.position = position;
        }

        @Override
        public synchronized boolean isEmpty() {
            return position >= documents.size();
        }

        @Override
        public synchronized List<Document> takeDocuments(int wanted) {
            List<Document> rest = documents.subList(position, documents.size());
            int size = size(rest, wanted);
            position += size;
            return rest.subList(0, size);
        }
    }
}
