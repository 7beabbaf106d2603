package genkan.standin;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import java.util.Objects;

/** Which index descriptions are the same, contradict each other, or cannot be had. */
final class IndexDescriptions {
    private static final List<String> OPTIONS = List.of("unique", "sparse", "partialFilterExpression", "expireAfterSeconds");

    private IndexDescriptions() {}

    static void refuseUnsupported(Document description) {
        for (Object direction : ((Document) description.get("key")).values()) {
            if (!(direction instanceof Number)) {
                throw new MongoServerError(67, "CannotCreateIndex", "the local stand-in for MongoDB does not support '" + direction + "' indexes");
            }
        }
        if (Commands.hasCollation(description)) {
            throw Errors.unsupported("indexes with a collation");
        }
    }

    /** Whether this very index is there; one that contradicts it is an error. */
    static boolean isPresent(Document wanted, List<Document> present) {
        for (Document other : present) {
            boolean sameName = wanted.get("name").equals(other.get("name"));
            boolean sameKey = key(wanted).equals(key(other));
            if (sameName && sameKey && options(wanted).equals(options(other))) {
                return true;
            }
            if (sameName) {
                throw new MongoServerError(86, "IndexKeySpecsConflict",
                    "An existing index has the same name as the requested index but different options: " + wanted.get("name"));
            }
            boolean sameFilter = Objects.equals(wanted.get("partialFilterExpression"), other.get("partialFilterExpression"));
            if (sameKey && sameFilter) {
                throw new MongoServerError(85, "IndexOptionsConflict", "Index already exists with a different name: " + other.get("name"));
            }
        }
        return false;
    }

    private static List<String> key(Document description) {
        return ((Document) description.get("key")).entrySet().stream().map(entry -> entry.getKey() + ":" + ((Number) entry.getValue()).intValue()).toList();
    }

    private static Document options(Document description) {
        Document options = new Document();
        for (String name : OPTIONS) {
            Object value = description.get(name);
            if (value != null && !Boolean.FALSE.equals(value)) {
                options.put(name, value instanceof Number number ? number.doubleValue() : value);
            }
        }
        return options;
    }
}
