package genkan.standin;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Field names are kept once for all documents: as decoded, they are more than half of the memory. */
final class SharedNames {
    private static final int LIMIT = 100_000;
    private static final Map<String, String> NAMES = new ConcurrentHashMap<>();

    private SharedNames() {}

    /** An equal document with shared names. */
    static Document of(Document document) {
        Document shared = new Document();
        document.forEach((name, value) -> shared.put(share(name), ofValue(value)));
        return shared;
    }

    private static Object ofValue(Object value) {
        if (value instanceof Document document) {
            return of(document);
        }
        if (value instanceof List<?> list) {
            return ofElements(list);
        }
        return value;
    }

    private static List<Object> ofElements(Collection<?> elements) {
        List<Object> shared = new ArrayList<>(elements.size());
        elements.forEach(element -> shared.add(ofValue(element)));
        return shared;
    }

    private static String share(String name) {
        // Names that are data (ids as field names) must not grow the table for ever.
        if (NAMES.size() >= LIMIT) {
            return NAMES.getOrDefault(name, name);
        }
        String present = NAMES.putIfAbsent(name, name);
        return present == null ? name : present;
    }
}
