package genkan.standin;

import static genkan.standin.IndexKeys.HIGHEST;
import static genkan.standin.IndexKeys.LOWEST;
import static genkan.standin.IndexKeys.append;

import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.Internals;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Chooses the index by which a query reads the fewest documents. */
final class IndexPlanner {
    private static final int UNIQUE = 1000;
    private static final int PER_EQUALITY = 10;
    private static final int LIST = 6;
    private static final int RANGE = 5;
    private static final int ORDER = 3;

    private IndexPlanner() {}

    /** Empty when reading every document is as good. */
    static Optional<IndexPlan> choose(List<Index<Integer>> indexes, Document filter, Document sort, boolean limited) {
        Conditions conditions = Conditions.of(filter);
        return indexes.stream()
            .filter(index -> index instanceof PartialIndex partial && conditions.imply(partial.filter()))
            .map(index -> index instanceof UniqueIndex unique ? unique(unique, conditions) : ordered((OrderedIndex) index, conditions, sort, limited))
            .filter(Objects::nonNull)
            .max(Comparator.comparingInt(IndexPlan::score));
    }

    private static IndexPlan unique(UniqueIndex index, Conditions conditions) {
        Document keys = new Document();
        for (String field : index.fields()) {
            Document operators = conditions.on(field);
            if (operators.containsKey("$eq")) {
                keys.put(field, operators.get("$eq"));
            } else if (operators.containsKey("$in") && index.fields().size() == 1) {
                keys.put(field, new Document("$in", operators.get("$in")));
            } else {
                return null;
            }
        }
        return index.canHandle(keys) ? new IndexPlan(index.getName(), UNIQUE, false, index.getPositions(keys)) : null;
    }

    private static IndexPlan ordered(OrderedIndex index, Conditions conditions, Document sort, boolean limited) {
        List<String> fields = index.fields();
        Object[] prefix = {};
        while (prefix.length < fields.size() && conditions.on(fields.get(prefix.length)).containsKey("$eq")) {
            prefix = append(prefix, Internals.normalize(conditions.on(fields.get(prefix.length)).get("$eq")));
        }
        Document next = prefix.length < fields.size() ? conditions.on(fields.get(prefix.length)) : new Document();
        int score = prefix.length * PER_EQUALITY;
        if (next.get("$in") instanceof Collection<?> values) {
            return new IndexPlan(index.getName(), score + LIST, false, union(index, prefix, values));
        }
        Range range = Range.of(next, prefix, index.isMultikey());
        score += range.isBounded() ? RANGE : 0;
        int direction = index.isMultikey() ? 0 : direction(fields, prefix.length, sort);
        score += direction == 0 ? 0 : ORDER;
        boolean isWorthIt = score > ORDER || (score == ORDER && limited);
        if (!isWorthIt) {
            return null;
        }
        Collection<Integer> found = index.between(range.low(), range.high(), direction < 0);
        // A document with several entries is found once.
        return new IndexPlan(index.getName(), score, direction != 0, index.isMultikey() ? new LinkedHashSet<>(found) : found);
    }

    private static Set<Integer> union(OrderedIndex index, Object[] prefix, Collection<?> values) {
        Set<Object> distinct = new TreeSet<>(ValueComparator.ascWithoutListHandling());
        values.forEach(value -> distinct.add(Internals.normalize(value)));
        Set<Integer> found = new LinkedHashSet<>();
        for (Object value : distinct) {
            Object[] key = append(prefix, value);
            found.addAll(index.between(append(key, LOWEST), append(key, HIGHEST), false));
        }
        return found;
    }

    private record Range(Object[] low, Object[] high, boolean isBounded) {
        static Range of(Document operators, Object[] prefix, boolean isMultikey) {
            Object least = operators.getOrDefault("$gte", operators.get("$gt"));
            Object most = operators.getOrDefault("$lte", operators.get("$lt"));
            // Two elements of one array may meet one bound each, so only one bound can be used there.
            boolean usesMost = most != null && !(isMultikey && least != null);
            return new Range(
                least == null ? append(prefix, LOWEST) : append(prefix, Internals.normalize(least), LOWEST),
                usesMost ? append(prefix, Internals.normalize(most), HIGHEST) : append(prefix, HIGHEST),
                least != null || most != null);
        }
    }

    /** 1 or -1 when entries from this depth on come in the wanted order or its reverse, otherwise 0. */
    private static int direction(List<String> fields, int depth, Document sort) {
        if (sort == null || sort.isEmpty()) {
            return 0;
        }
        List<String> remaining = new ArrayList<>(fields.subList(depth, fields.size()));
        remaining.add("_id");
        int direction = 0;
        int place = 0;
        for (Map.Entry<String, Object> part : sort.entrySet()) {
            if (fields.subList(0, depth).contains(part.getKey())) {
                continue;
            }
            int wanted = part.getValue() instanceof Number number ? Integer.signum(number.intValue()) : 0;
            boolean fits = place < remaining.size() && remaining.get(place).equals(part.getKey());
            if (wanted == 0 || !fits || (direction != 0 && wanted != direction)) {
                return 0;
            }
            direction = wanted;
            place++;
        }
        return direction;
    }
}
