package genkan.standin;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.QueryMatcher;
import de.bwaldvogel.mongo.bson.Document;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A unique index, over all documents or those of a partial filter. Used under the collection's lock. */
final class UniqueIndex extends AbstractUniqueIndex<Integer> implements PartialIndex {
    private final Map<KeyValue, Integer> positions = new HashMap<>();
    private final QueryMatcher matcher = new DefaultQueryMatcher();
    private final Document filter;

    UniqueIndex(String name, List<IndexKey> keys, boolean sparse, Document filter) {
        super(name, keys, sparse);
        this.filter = filter;
    }

    @Override
    public Document filter() {
        return filter;
    }

    List<String> fields() {
        return keys();
    }

    private boolean holds(Document document) {
        return filter == null || matcher.matches(document, filter);
    }

    @Override
    protected boolean isSparse() {
        return filter != null || super.isSparse();
    }

    @Override
    public Integer getPosition(Document document) {
        return holds(document) ? super.getPosition(document) : null;
    }

    @Override
    public synchronized void checkAdd(Document document, MongoCollection<Integer> collection) {
        if (holds(document)) {
            super.checkAdd(document, collection);
        }
    }

    @Override
    public synchronized void add(Document document, Integer position, MongoCollection<Integer> collection) {
        if (holds(document)) {
            super.add(document, position, collection);
        }
    }

    @Override
    public synchronized Integer remove(Document document) {
        return holds(document) ? super.remove(document) : null;
    }

    @Override
    public synchronized void checkUpdate(Document before, Document after, MongoCollection<Integer> collection) {
        if (!holds(after)) {
            return;
        }
        if (holds(before)) {
            super.checkUpdate(before, after, collection);
        } else {
            super.checkAdd(after, collection);
        }
    }

    @Override
    public void updateInPlace(Document before, Document after, Integer position, MongoCollection<Integer> collection) {
        boolean held = holds(before);
        boolean holds = holds(after);
        if (held && holds) {
            super.updateInPlace(before, after, position, collection);
        } else if (held) {
            super.remove(before);
        } else if (holds) {
            super.add(after, position, collection);
        }
    }

    @Override
    protected Integer removeDocument(KeyValue key) {
        return positions.remove(key);
    }

    @Override
    protected boolean putKeyPosition(KeyValue key, Integer position) {
        return positions.putIfAbsent(key, position) == null;
    }

    @Override
    protected Iterable<Map.Entry<KeyValue, Integer>> getIterable() {
        return positions.entrySet();
    }

    @Override
    protected Integer getPosition(KeyValue key) {
        return positions.get(key);
    }

    @Override
    public long getCount() {
        return positions.size();
    }

    @Override
    public long getDataSize() {
        return positions.size();
    }
}
