package genkan.standin;

import de.bwaldvogel.mongo.backend.Internals;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a filter demands of each field in a form that indexes can use; the rest is left to the filter. */
final class Conditions {
    private static final List<String> OPERATORS = List.of("$eq", "$gt", "$gte", "$lt", "$lte", "$in", "$exists");

    private final Map<String, Document> byField = new HashMap<>();

    static Conditions of(Document filter) {
        Conditions conditions = new Conditions();
        conditions.add(filter);
        return conditions;
    }

    /** The operators on this field, empty when there are none. */
    Document on(String field) {
        return byField.getOrDefault(field, new Document());
    }

    private void add(Document filter) {
        filter.forEach((field, value) -> {
            if (field.equals("$and") && value instanceof Collection<?> parts) {
                parts.forEach(part -> add((Document) part));
            } else if (!field.startsWith("$")) {
                addOperators(byField.computeIfAbsent(field, absent -> new Document()), value);
            }
        });
    }

    private static void addOperators(Document operators, Object value) {
        if (isScalar(value)) {
            operators.put("$eq", value);
        } else if (value instanceof Document document && isOperators(document) && !document.containsKey("$regex")) {
            for (String operator : OPERATORS) {
                Object operand = document.get(operator);
                if (isUsable(operator, operand)) {
                    operators.put(operator, operand);
                }
            }
        }
    }

    private static boolean isOperators(Document document) {
        return !document.isEmpty() && document.keySet().iterator().next().startsWith("$");
    }

    private static boolean isUsable(String operator, Object operand) {
        return switch (operator) {
            case "$in" -> operand instanceof Collection<?> values && values.stream().allMatch(Conditions::isScalar);
            case "$exists" -> Boolean.TRUE.equals(operand);
            default -> isScalar(operand);
        };
    }

    private static boolean isScalar(Object value) {
        return value != null && !(value instanceof Document) && !(value instanceof Collection) && !(value instanceof BsonRegularExpression) && !(value instanceof Missing);
    }

    /** Whether whatever meets these conditions meets the partial filter; when in doubt, no. */
    boolean imply(Document partialFilter) {
        return partialFilter == null || partialFilter.entrySet().stream().allMatch(part -> implies(part.getKey(), part.getValue()));
    }

    private boolean implies(String field, Object wanted) {
        Document operators = on(field);
        if (isScalar(wanted)) {
            return operators.containsKey("$eq") && isSame(operators.get("$eq"), wanted);
        }
        if (!(wanted instanceof Document demanded) || demanded.size() != 1) {
            return false;
        }
        if (demanded.containsKey("$eq")) {
            return implies(field, demanded.get("$eq"));
        }
        // Every operator that is kept here demands a value that is there.
        return Boolean.TRUE.equals(demanded.get("$exists")) && !operators.isEmpty();
    }

    private static boolean isSame(Object a, Object b) {
        return Objects.equals(Internals.normalize(a), Internals.normalize(b));
    }
}
