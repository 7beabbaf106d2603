package genkan.standin;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.QueryMatcher;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A secondary index in key order, so that an equality prefix with a range or a sort can be read from
 * it. mongo-java-server itself has none. Used under the collection's lock.
 */
final class OrderedIndex extends Index<Integer> implements PartialIndex {
    private final NavigableMap<Object[], Integer> positions = new TreeMap<>(IndexKeys.ORDER);
    private final QueryMatcher matcher = new DefaultQueryMatcher();
    private final List<String> fields;
    private final Document filter;
    private boolean isMultikey;

    OrderedIndex(String name, List<IndexKey> keys, Document filter) {
        // As a sparse index, because the library must not demand that every document has an entry.
        super(name, keys, true);
        this.fields = keys.stream().map(IndexKey::getKey).toList();
        this.filter = filter;
    }

    @Override
    public Document filter() {
        return filter;
    }

    List<String> fields() {
        return fields;
    }

    /** Whether a document ever had several entries: then the order of entries is not the order of documents. */
    boolean isMultikey() {
        return isMultikey;
    }

    /** Positions of all entries from {@code low} to {@code high}. */
    Collection<Integer> between(Object[] low, Object[] high, boolean descending) {
        if (IndexKeys.ORDER.compare(low, high) > 0) {
            return List.of();
        }
        NavigableMap<Object[], Integer> range = positions.subMap(low, true, high, true);
        return (descending ? range.descendingMap() : range).values();
    }

    private List<Object[]> entries(Document document) {
        if (filter != null && !matcher.matches(document, filter)) {
            return List.of();
        }
        List<Object[]> entries = IndexKeys.of(document, fields);
        isMultikey |= entries.size() > 1 || IndexKeys.hasArray(document, fields);
        return entries;
    }

    @Override
    public void add(Document document, Integer position, MongoCollection<Integer> collection) {
        for (Object[] entry : entries(document)) {
            positions.put(entry, position);
        }
    }

    @Override
    public Integer remove(Document document) {
        entries(document).forEach(positions::remove);
        return null;
    }

    @Override
    public void updateInPlace(Document before, Document after, Integer position, MongoCollection<Integer> collection) {
        List<Object[]> old = entries(before);
        List<Object[]> fresh = entries(after);
        if (!IndexKeys.areEqual(old, fresh)) {
            old.forEach(positions::remove);
            fresh.forEach(entry -> positions.put(entry, position));
        }
    }

    @Override
    public void drop() {
        positions.clear();
    }

    @Override
    public long getCount() {
        return positions.size();
    }

    @Override
    public long getDataSize() {
        return positions.size();
    }

    // The planner of the stand-in reads ranges; the library's own way of using an index is switched off.

    @Override
    public boolean canHandle(Document query) {
        return false;
    }

    @Override
    public Integer getPosition(Document document) {
        return null;
    }

    @Override
    public Iterable<Integer> getPositions(Document query) {
        throw new UnsupportedOperationException("canHandle says no");
    }

    @Override
    public void checkAdd(Document document, MongoCollection<Integer> collection) {}

    @Override
    public void checkUpdate(Document before, Document after, MongoCollection<Integer> collection) {}
}
