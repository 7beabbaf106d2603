package genkan.standin;

import de.bwaldvogel.mongo.backend.Internals;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Entries of an ordered index: the values of its fields, then the id of the document. */
final class IndexKeys {
    /** Before and after every value at its place. */
    static final Object LOWEST = new Object();
    static final Object HIGHEST = new Object();

    static final Comparator<Object[]> ORDER = IndexKeys::compare;
    private static final Comparator<Object> VALUES = ValueComparator.ascWithoutListHandling();

    private IndexKeys() {}

    private static int compare(Object[] a, Object[] b) {
        int shared = Math.min(a.length, b.length);
        for (int i = 0; i < shared; i++) {
            int order = compareValues(a[i], b[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.length, b.length);
    }

    private static int compareValues(Object x, Object y) {
        if (x == y) {
            return 0;
        }
        if (x == LOWEST || y == HIGHEST) {
            return -1;
        }
        if (x == HIGHEST || y == LOWEST) {
            return 1;
        }
        return VALUES.compare(x, y);
    }

    static Object[] append(Object[] key, Object... values) {
        Object[] longer = Arrays.copyOf(key, key.length + values.length);
        System.arraycopy(values, 0, longer, key.length, values.length);
        return longer;
    }

    static boolean areEqual(List<Object[]> a, List<Object[]> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (compare(a.get(i), b.get(i)) != 0) {
                return false;
            }
        }
        return true;
    }

    /** One entry, or one for each element (and combination of elements) of arrays. */
    static List<Object[]> of(Document document, List<String> fields) {
        List<Object[]> entries = Collections.singletonList(new Object[0]);
        for (String field : fields) {
            List<Object> values = new ArrayList<>();
            collect(document, field.split("\\."), 0, values);
            List<Object[]> longer = new ArrayList<>(entries.size() * values.size());
            for (Object[] entry : entries) {
                for (Object value : values) {
                    longer.add(append(entry, value));
                }
            }
            entries = longer;
        }
        Object id = Internals.normalize(document.get("_id"));
        return entries.stream().map(entry -> append(entry, id)).toList();
    }

    static boolean hasArray(Document document, List<String> fields) {
        return fields.stream().anyMatch(field -> {
            Object node = document;
            for (String part : field.split("\\.")) {
                node = node instanceof Document inner ? inner.get(part) : null;
                if (node instanceof Collection) {
                    return true;
                }
            }
            return false;
        });
    }

    private static void collect(Object node, String[] path, int depth, List<Object> values) {
        if (node instanceof Collection<?> array) {
            collectElements(array, path, depth, values);
        } else if (depth == path.length) {
            values.add(Internals.normalize(node));
        } else {
            collect(node instanceof Document document ? document.get(path[depth]) : null, path, depth + 1, values);
        }
    }

    private static void collectElements(Collection<?> array, String[] path, int depth, List<Object> values) {
        if (depth == path.length) {
            array.forEach(element -> values.add(Internals.normalize(element)));
        } else {
            for (Object element : array) {
                if (element instanceof Document) {
                    collect(element, path, depth, values);
                }
            }
            if (path[depth].matches("\\d+") && Integer.parseInt(path[depth]) < array.size()) {
                collect(new ArrayList<Object>(array).get(Integer.parseInt(path[depth])), path, depth + 1, values);
            }
        }
        if (values.isEmpty()) {
            values.add(null);
        }
    }
}
