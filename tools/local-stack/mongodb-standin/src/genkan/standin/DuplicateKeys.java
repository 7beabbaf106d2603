package genkan.standin;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in a duplicate-key error which key it was, as MongoDB does: {@code keyPattern} and {@code keyValue}. */
final class DuplicateKeys {
    private static final Pattern INDEX = Pattern.compile(" index: (\\S+) dup key");

    private DuplicateKeys() {}

    /** @param document the one that was refused, or null when it is not known */
    static void explain(Document error, StandinDatabase database, String collection, Document document) {
        Matcher matcher = INDEX.matcher(String.valueOf(error.get("errmsg")));
        if (!matcher.find()) {
            return;
        }
        Optional<Document> index = database.indexNamed(collection, matcher.group(1));
        Document keyPattern = index.map(found -> (Document) found.get("key")).orElse(new Document("_id", 1));
        error.put("keyPattern", keyPattern);
        Document keyValue = new Document();
        if (document != null) {
            for (String field : keyPattern.keySet()) {
                Object value = Utils.getSubdocumentValue(document, field);
                keyValue.put(field, value instanceof Missing ? null : value);
            }
        }
        error.put("keyValue", keyValue);
    }
}
